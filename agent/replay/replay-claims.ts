import type { EvidenceTable } from "#tools";

import type { Answer, Claim } from "../answer.ts";
import { checkText, type EvidenceIndex } from "../checks/index.ts";
import { scanNumerals, type Numeral } from "../checks/numerals.ts";
import { rangesOf } from "../checks/numeral-range.ts";
import { describePlace } from "../checks/trace-numeral.ts";
import { isSameCell, type MatchedTable } from "./match-rows.ts";
import type { ReplayedClaim, ReplayedEvidence, ReplayStatus } from "./replay.ts";

/** A table of the answer beside what it is now, under the evidence's id and the table's name (null: the main one). */
export type ReplayedTable = {
  readonly evidence: string;
  readonly name: string | null;
  readonly before: EvidenceTable;
  readonly now: MatchedTable;
};

type Place = { readonly table: ReplayedTable; readonly row: number; readonly column: string; readonly before: number };

/**
 * Judges each number and name that rests on evidence. One whose evidence came out the same is the same. A number
 * that stood in a cell is looked up in the cell that tells of the same now; what was computed, counted or named is
 * checked over the present evidence (`index`), as a new answer's text would be.
 */
export function replayClaims(
  answer: Pick<Answer, "text" | "claims">,
  evidence: readonly ReplayedEvidence[],
  tables: readonly ReplayedTable[],
  index: EvidenceIndex,
): ReplayedClaim[] {
  const rested = answer.claims.filter(
    ({ status, evidence: ids }) => ids.length > 0 && (status === "traced" || status === "derived"),
  );
  const statuses = new Map(evidence.map(({ id, status }) => [id, status]));
  let places: ReadonlyMap<string, Place> | null = null;
  let rechecked: ReadonlyMap<number, Claim> | null = null;
  return rested.map((claim) => {
    const told = { text: claim.text, kind: claim.kind, start: claim.start, evidence: claim.evidence };
    const worst = worstOf(claim.evidence.map((id) => statuses.get(id) ?? "gone"));
    if (worst === "same") return { ...told, status: worst, now: null, detail: "What it rests on came out as it was." };
    if (worst === "gone") {
      return { ...told, status: worst, now: null, detail: "What it rests on cannot be looked up any more." };
    }
    places ??= placesOf(tables);
    const place = claim.kind === "number" && claim.status === "traced" ? places.get(claim.how) : undefined;
    if (place) return { ...told, ...atPlace(claim, place) };
    rechecked ??= new Map(checkText(answer.text, index).claims.map((found) => [found.start, found]));
    return { ...told, ...asRechecked(claim, rechecked.get(claim.start)) };
  });
}

/** The worst of several; same where there are none. */
export function worstOf(statuses: readonly ReplayStatus[]): ReplayStatus {
  if (statuses.includes("gone")) return "gone";
  return statuses.includes("changed") ? "changed" : "same";
}

type Judged = Pick<ReplayedClaim, "status" | "now" | "detail">;

/** Every number of the tables by the words with which a claim tells of its place. */
function placesOf(tables: readonly ReplayedTable[]): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const table of tables) {
    for (const [row, cells] of table.before.rows.entries()) {
      for (const [index, cell] of cells.entries()) {
        const column = table.before.columns[index]?.name ?? "";
        if (typeof cell !== "number") continue;
        const how = describePlace({ evidence: table.evidence, table: table.name, column, row });
        places.set(how, { table, row, column, before: cell });
      }
    }
  }
  return places;
}

function atPlace(claim: Claim, { table, row, column, before }: Place): Judged {
  const found = table.now.rowNow[row];
  const value = found?.[table.now.columnNow(column)] ?? null;
  if (!found) return { status: "gone", now: null, detail: "The row that it stood in is no longer there." };
  if (typeof value !== "number") return { status: "gone", now: null, detail: `There is no ${column} in that row now.` };
  if (isSameCell(value, before)) return { status: "same", now: null, detail: `${column} is as it was.` };
  const [numeral] = scanNumerals(claim.text, []);
  if (numeral && isToldBy(numeral, value)) {
    return { status: "same", now: null, detail: `${column} is ${value} now, which is written the same.` };
  }
  return {
    status: "changed",
    now: numeral ? written(value, numeral, before) : String(value),
    detail: `${column} was ${before} and is ${value} now.`,
  };
}

function isToldBy(numeral: Numeral, value: number): boolean {
  return rangesOf(numeral).some(({ low, high }) => Math.abs(value) >= low && Math.abs(value) <= high);
}

/** A value as the numeral wrote the value of then: in percent where that was, with as many digits. */
function written(value: number, numeral: Numeral, before: number): string {
  const isShare =
    numeral.unit === "percent" && Math.abs(100 * before - numeral.value) < Math.abs(before - numeral.value);
  const decimals = numeral.isWhole ? 0 : (/\.(\d+)/.exec(numeral.text)?.[1]?.length ?? 0);
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const shown = (isShare ? 100 * value : value).toLocaleString("en-US", digits);
  return numeral.unit === "percent" ? `${shown}%` : shown;
}

function asRechecked(claim: Claim, found: Claim | undefined): Judged {
  if (found && found.text === claim.text && found.status !== "untraced") {
    return { status: "same", now: null, detail: `It is found again: ${found.how}.` };
  }
  return claim.kind === "name"
    ? { status: "gone", now: null, detail: "The name is no longer in what it was found in." }
    : { status: "changed", now: null, detail: "What it was counted or computed from has changed." };
}
