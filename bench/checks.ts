import { createRandom } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import type { Evidence } from "#tools";

import { checkCausalWording, checkText, createEvidenceIndex, createSentenceGate } from "../agent/checks/index.ts";

/** Times the checks of a 300-word answer against 10 tables of 200 rows and 10 columns: `npx tsx bench/checks.ts`. */
const rounds = 200;
const random = createRandom(7);
const domain = await loadDomain(domainDirectory("engagement"));

function randomEvidence(id: string): Evidence {
  const numbers = Array.from({ length: 8 }, (_, column) => ({
    name: `value_${column}`,
    type: column < 2 ? "bigint" : "double",
  }));
  return {
    id,
    tool: "query_athena",
    title: `Table ${id}`,
    input: {},
    sql: "SELECT segment, count(*) AS n FROM final_results WHERE days_since_last_login >= 14 GROUP BY segment LIMIT 200",
    queryId: null,
    columns: [{ name: "customer", type: "varchar" }, { name: "segment", type: "varchar" }, ...numbers],
    rows: Array.from({ length: 200 }, (_, row) => [
      `user_${10_000 + random.integer(90_000)}`,
      `${row} to ${row + 1}`,
      ...numbers.map(({ type }) => (type === "bigint" ? random.integer(100_000) : random.normal())),
    ]),
    rowCount: 200,
    truncated: false,
    scannedBytes: 0,
    elapsedMs: 0,
    more: {},
    notices: [],
    verified: null,
  };
}

const evidence = Array.from({ length: 10 }, (_, position) => randomEvidence(`e${position + 1}`));
const input = {
  evidence,
  question: "Which segments differ most?",
  earlierQuestions: [],
  domain,
  dataset: { runId: "run-1", snapshotDate: "2026-11-01", modelVersions: {} },
};

/** About 300 words, 60 numerals: half of the evidence, a quarter derived, a quarter of nowhere. */
function randomAnswer(): string {
  const sentences: string[] = [];
  for (let position = 0; position < 15; position++) {
    const { rows } = evidence[random.integer(10)]!;
    const [left, right] = [Number(rows[random.integer(100)]![5]), Number(rows[random.integer(100)]![6])];
    const gap = Math.abs(left - right).toFixed(3);
    sentences.push(
      `In this segment the mean value is ${left.toFixed(3)} and in the other it is ${right.toFixed(3)}, a difference of ${gap} points, while ${(random.uniform() * 100).toFixed(2)} % of customers stay.`,
    );
    if (position % 4 === 3) sentences.push("\n\n");
  }
  return sentences.join(" ");
}

const answers = Array.from({ length: rounds }, randomAnswer);
const index = createEvidenceIndex(input);

report("createEvidenceIndex", () => void createEvidenceIndex(input).findNumbers(0, 1));
report("checkText", (round) => void checkText(answers[round]!, index));
report("checkCausalWording", (round) => void checkCausalWording(answers[round]!));
report("sentence gate, word by word", (round) => {
  const gate = createSentenceGate({ index, onText: () => {} });
  for (const word of answers[round]!.split(/(?<= )/)) gate.push(word);
  gate.finish();
});

function report(name: string, run: (round: number) => void): void {
  const times = Array.from({ length: rounds }, (_, round) => {
    // The least of five runs: what the work takes without the machine's other work.
    const runs = Array.from({ length: 5 }, () => {
      const started = performance.now();
      run(round);
      return performance.now() - started;
    });
    return Math.min(...runs);
  }).sort((left, right) => left - right);
  const at = (share: number) => times[Math.floor(share * (rounds - 1))]!.toFixed(2);
  console.log(`${name}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`);
}
