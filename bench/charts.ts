import type { Answer } from "#agent";
import { createRandom } from "#core";

import { createDrawChart } from "../api/charts/create-draw-chart.ts";

/**
 * Measures pictures of charts as a channel asks for them, in milliseconds of processor time (other work on the machine
 * counts less than by a clock) with the memory that they take: the first one, which starts the thread, and those after
 * it, for each kind and for the page and as PNG: `npm run bench -- charts`.
 */
const rounds = 40;
const random = createRandom(7);
const { signal } = new AbortController();

type Chart = NonNullable<Answer["chart"]>;
type Drawn = Pick<Answer, "chart" | "evidence">;

function answerOf(kind: Chart["kind"], rows: number): Drawn {
  const names = ["label", "value", "low", "high", "base_value", "margin"];
  const data = Array.from({ length: rows }, (_, row) => {
    const value = random.normal();
    const label =
      kind === "line" ? new Date(Date.UTC(2026, 0, 1 + row)).toISOString().slice(0, 10) : `a group with number ${row}`;
    return [label, value, value - 0.1, value + 0.1, 0, 1];
  });
  return {
    chart: { kind, title: "A chart", evidence: "e1", table: null, x: "label", y: "value", low: "low", high: "high" },
    evidence: [
      {
        id: "e1",
        tool: "query_athena",
        title: "A table",
        input: {},
        sql: null,
        queryId: null,
        columns: names.map((name) => ({ name, type: "double" })),
        rows: data,
        rowCount: rows,
        truncated: false,
        scannedBytes: 0,
        elapsedMs: 0,
        more: {},
        notices: [],
        verified: null,
      },
    ],
  };
}

const pieces: readonly (readonly [name: string, answer: Drawn])[] = [
  ["bars, 5", answerOf("bar", 5)],
  ["bars, 40", answerOf("bar", 40)],
  ["line, 365 days", answerOf("line", 365)],
  ["line, 2,000 days", answerOf("line", 2_000)],
  ["histogram, 20", answerOf("histogram", 20)],
  ["contributions, 44", answerOf("contributions", 44)],
];

/** Milliseconds of processor time, of all threads of the process, that `work` takes. */
async function processorMs(work: () => Promise<unknown>): Promise<number> {
  const begin = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1_000;
}

const mebibytes = () => Math.round(process.memoryUsage.rss() / 2 ** 20);
const charts = createDrawChart({ timeoutMs: 60_000, idleMs: 60_000 });
const asSvg = (answer: Drawn) => charts.drawChart(answer, { widthPx: 700, signal });
const asPng = (answer: Drawn) => charts.drawPicture(answer, { theme: "light", signal });

const before = mebibytes();
const [, first] = pieces[0] ?? ["", answerOf("bar", 5)];
console.log(`the first picture, with its thread: ${(await processorMs(() => asPng(first))).toFixed(0)} ms`);
for (const [name, answer] of pieces) {
  const each = async (draw: (answer: Drawn) => Promise<unknown>) => {
    await draw(answer);
    const all = await processorMs(async () => {
      for (let round = 0; round < rounds; round++) await draw(answer);
    });
    return (all / rounds).toFixed(1).padStart(6);
  };
  const picture = await asPng(answer);
  const size = `${picture?.widthPixels}×${picture?.heightPixels}, ${Math.round((picture?.png.length ?? 0) / 1_024)} KiB`;
  console.log(`${name.padEnd(18)} SVG ${await each(asSvg)} ms   PNG ${await each(asPng)} ms   ${size}`);
}
console.log(`memory: ${before} MiB before, ${mebibytes()} MiB after ${pieces.length * (2 * rounds + 3)} pictures`);
await charts.close();
