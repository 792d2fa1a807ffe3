import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createDamage, type Defect, type DefectPlan } from "./defects.ts";

/**
 * Copies the clean `customers` CSV to the raw feed, damaging and repeating rows by the plan.
 *
 * @returns the defects in the order of their rows, and the number of data rows written
 */
export async function writeRawCustomers(options: {
  readonly cleanPath: string;
  readonly rawPath: string;
  readonly plan: DefectPlan;
  readonly seed: number;
  readonly signal: AbortSignal;
}): Promise<{ readonly defects: readonly Defect[]; readonly rows: number }> {
  const { cleanPath, rawPath, plan, seed, signal } = options;
  const spoil = createSpoiler(plan, seed);
  await pipeline(
    createReadStream(cleanPath, { encoding: "utf8", highWaterMark: 1 << 18 }),
    async function* (chunks: AsyncIterable<string>) {
      for await (const lines of linesOf(chunks)) yield lines.map(spoil.line).join("");
    },
    createWriteStream(rawPath),
    { signal },
  );
  return { defects: spoil.defects, rows: spoil.rows() };
}

/** The lines of a text that ends with a newline, as many at a time as a chunk completes. */
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield lines;
  }
}

/**
 * Takes the clean lines one after the other, the header first, and gives back what the raw feed has in their place:
 * the line, a damaged one, or the line and the repeat of an earlier one.
 */
function createSpoiler(plan: DefectPlan, seed: number) {
  const damage = createDamage(seed);
  const defects: Defect[] = [];
  const toRepeat = new Set(plan.repeatedAfter.values());
  const keptLines = new Map<number, string>();
  let customer = -1;
  let rows = -1;

  const damagedLine = (clean: string) => {
    const kind = plan.damaged.get(customer);
    if (kind === undefined) return clean;
    const { line, column, note } = damage(clean, kind);
    const customerId = kind === "bad_id" ? null : idOf(clean);
    defects.push({ file: "customers.csv", sourceRow: rows, customerId, column, kind, note });
    return line;
  };
  const line = (clean: string) => {
    customer++;
    rows++;
    if (toRepeat.has(customer)) keptLines.set(customer, clean);
    const raw = damagedLine(clean);
    const repeated = keptLines.get(plan.repeatedAfter.get(customer) ?? -1);
    if (repeated === undefined) return `${raw}\n`;
    rows++;
    defects.push({
      file: "customers.csv",
      sourceRow: rows,
      customerId: idOf(repeated),
      column: null,
      kind: "duplicate_id",
      note: "the id has come before; the first row is the valid one",
    });
    return `${raw}\n${repeated}\n`;
  };
  return { line, defects, rows: () => rows };
}

function idOf(line: string): string {
  return line.slice(0, line.indexOf(","));
}
