import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { createDamage, type Defect, type DefectPlan } from "./defects.ts";

/** Bytes gathered before a write, so that a row does not cost a system call. */
const bufferedCharacters = 1 << 18;

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
  const { plan, signal } = options;
  const damage = createDamage(options.seed);
  const defects: Defect[] = [];
  const toRepeat = new Set(plan.repeatedAfter.values());
  const keptLines = new Map<number, string>();
  const output = createWriteStream(options.rawPath, { signal });
  const input = createReadStream(options.cleanPath, { signal });
  let buffer = "";
  let customer = -1;
  let rows = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    customer++;
    if (customer === 0) {
      buffer += `${line}\n`;
      continue;
    }
    rows++;
    if (toRepeat.has(customer)) keptLines.set(customer, line);
    const kind = plan.damaged.get(customer);
    if (kind === undefined || kind === "duplicate_id") {
      buffer += `${line}\n`;
    } else {
      const row = damage(line, kind);
      const customerId = kind === "bad_id" ? null : line.slice(0, line.indexOf(","));
      defects.push({
        file: "customers.csv",
        sourceRow: rows,
        customerId,
        column: row.column,
        kind,
        note: row.note,
      });
      buffer += `${row.line}\n`;
    }
    const repeated = plan.repeatedAfter.get(customer);
    if (repeated !== undefined) {
      rows++;
      const kept = keptLines.get(repeated) ?? line;
      defects.push(duplicateDefect(rows, kept));
      buffer += `${kept}\n`;
      keptLines.delete(repeated);
    }
    if (buffer.length > bufferedCharacters) {
      if (!output.write(buffer)) await once(output, "drain", { signal });
      buffer = "";
    }
  }
  output.end(buffer);
  await once(output, "finish", { signal });
  return { defects, rows };
}

function duplicateDefect(sourceRow: number, line: string): Defect {
  return {
    file: "customers.csv",
    sourceRow,
    customerId: line.slice(0, line.indexOf(",")),
    column: null,
    kind: "duplicate_id",
    note: "the id has come before; the first row is the valid one",
  };
}
