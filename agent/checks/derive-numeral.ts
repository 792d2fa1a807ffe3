import { deriveRest } from "./derive-rest.ts";
import { rangesOf, type NumeralRange } from "./numeral-range.ts";
import type { Numeral } from "./numerals.ts";
import type { Cue, SentenceContext } from "./sentence-context.ts";
import type { NumeralSource } from "./trace-numeral.ts";

/** A traced numeral of the same sentence, paragraph or bullet: what a derived one may be computed from. */
export type Operand = { readonly numeral: Numeral; readonly source: NumeralSource };

/** How a value follows from two others. */
type PairFunction = {
  readonly cue: Cue;
  readonly name: string;
  /** Whether the result is told in percent. */
  readonly asPercent: boolean;
  readonly of: (left: number, right: number) => number;
};

const pairFunctions: readonly PairFunction[] = [
  { cue: "difference", name: "difference", asPercent: false, of: (left, right) => left - right },
  { cue: "ratio", name: "ratio", asPercent: false, of: (left, right) => left / right },
  { cue: "change", name: "change in percent", asPercent: true, of: (left, right) => (left - right) / right },
  { cue: "share", name: "share", asPercent: true, of: (left, right) => left / right },
  { cue: "sum", name: "sum", asPercent: false, of: (left, right) => left + right },
];

/**
 * The numeral as a stated function of traced numerals around it: difference, ratio, change in percent, share,
 * sum of neighbours, complement to 100 %, what is left of a column. Each function needs its cue word in the
 * sentence, which keeps chance agreement rare. Null where none fits.
 */
export function deriveNumeral(
  numeral: Numeral,
  context: SentenceContext,
  operands: readonly Operand[],
): NumeralSource | null {
  if (operands.length === 0 || numeral.outOf !== null) return null;
  const ranges = rangesOf(numeral);
  return (
    fromPairs(numeral, ranges, context, operands) ??
    fromComplement(ranges, context, operands) ??
    fromRuns(ranges, context, operands) ??
    deriveRest(numeral, ranges, context, operands)
  );
}

function fromPairs(
  numeral: Numeral,
  ranges: readonly NumeralRange[],
  context: SentenceContext,
  operands: readonly Operand[],
): NumeralSource | null {
  for (const apply of pairFunctions) {
    if (!context.cues.has(apply.cue)) continue;
    const way = apply.cue === "change" ? wayOfChange(numeral, context) : null;
    if (apply.asPercent && numeral.unit !== "percent" && numeral.shared?.unit !== "percent") continue;
    if (apply.cue === "ratio" && numeral.unit === "percent") continue;
    for (const left of operands) {
      for (const right of operands) {
        if (left === right || !mayCompute(apply, left, right)) continue;
        if (way !== null && left.numeral.value > right.numeral.value !== (way === "up")) continue;
        if (holdsForPair(apply, left, right, ranges)) return derived(apply.name, [left, right]);
      }
    }
  }
  return null;
}

const moreBehind = /^[\s*_]*(?:more|higher|larger|greater|longer|above|up|increase|growth|rise|better than)\b/;
const lessBehind = /^[\s*_]*(?:less|lower|fewer|smaller|shorter|below|down|decrease|decline|drop|reduction)\b/;
const moreBefore =
  /\b(?:up|(?:increase|rise|growth|gain|jump) of|(?:increased|rose|grew|rises|grows|increases|climbed|climbs|jumped) by)\s+(?:about |around |roughly |some |only |just )?[*_]*$/;
const lessBefore =
  /\b(?:down|(?:decrease|drop|fall|decline|reduction) of|(?:decreased|fell|dropped|declined|falls|drops|declines|decreases) by)\s+(?:about |around |roughly |some |only |just )?[*_]*$/;

/** Whether a change in percent goes up or down by the word right beside it: "24 % higher" is of the smaller number. */
function wayOfChange(numeral: Numeral, context: SentenceContext): "up" | "down" | null {
  const offset = numeral.start;
  const behind = context.text.slice(numeral.end, numeral.end + 24);
  const before = context.text.slice(Math.max(0, offset - 40), offset);
  if (moreBehind.test(behind) || moreBefore.test(before)) return "up";
  return lessBehind.test(behind) || lessBefore.test(before) ? "down" : null;
}

/** A share is of a whole number by a larger one; the other functions join values told in the same unit. */
function mayCompute(apply: PairFunction, left: Operand, right: Operand): boolean {
  if (apply.cue === "share")
    return left.numeral.isWhole && right.numeral.isWhole && left.numeral.value <= right.numeral.value;
  return isInPercent(left) === isInPercent(right);
}

/** Whether an operand is told in percent; one that shares its neighbour's unit is where its value says so. */
function isInPercent({ numeral, source }: Operand): boolean {
  if (numeral.unit === "percent") return true;
  return numeral.shared?.unit === "percent" && source.values.some((value) => Math.abs(value) < numeral.value / 10);
}

/** First with the values as stated, then with those of the evidence behind them. */
function holdsForPair(apply: PairFunction, left: Operand, right: Operand, ranges: readonly NumeralRange[]): boolean {
  const lefts = valuesOf(left);
  const rights = valuesOf(right);
  for (const range of ranges) {
    if (apply.asPercent !== (range.column === "share")) if (apply.asPercent || range.column === "percent") continue;
    for (const one of lefts) for (const other of rights) if (lies(apply.of(one, other), range)) return true;
  }
  return false;
}

/** The value as stated (percent as a fraction) and the evidence's values that it stands for. */
function valuesOf(operand: Operand): readonly number[] {
  const { numeral, source } = operand;
  const isPercent = isInPercent(operand);
  const stated = (isPercent ? numeral.value / 100 : numeral.value) * (numeral.sign === "minus" ? -1 : 1);
  // A column that is in percent already gives values a hundred times the fraction.
  const behind = source.values.map((value) =>
    isPercent && Math.abs(value) > Math.abs(stated) * 50 ? value / 100 : value,
  );
  return [stated, ...behind];
}

function lies(value: number, range: NumeralRange): boolean {
  const size = Math.abs(value);
  return size >= range.low && size <= range.high;
}

function fromComplement(
  ranges: readonly NumeralRange[],
  context: SentenceContext,
  operands: readonly Operand[],
): NumeralSource | null {
  if (!context.cues.has("complement")) return null;
  for (const operand of operands) {
    const isShare = isInPercent(operand) || operand.numeral.value < 1;
    if (!isShare) continue;
    for (const value of valuesOf(operand)) {
      const rest = 1 - value;
      const isRest = ranges.some(
        (range) =>
          range.column !== "percent" && (range.column === "share" || !isInPercent(operand)) && lies(rest, range),
      );
      if (isRest) return derived("rest to 100 %", [operand]);
    }
  }
  return null;
}

/** A sum over three or more numerals that stand one after another. */
function fromRuns(
  ranges: readonly NumeralRange[],
  context: SentenceContext,
  operands: readonly Operand[],
): NumeralSource | null {
  if (!context.cues.has("sum")) return null;
  for (let from = 0; from < operands.length - 2; from++) {
    let stated = 0;
    let exact = 0;
    for (let to = from; to < operands.length; to++) {
      const values = valuesOf(operands[to]!);
      stated += values[0] ?? 0;
      exact += values[1] ?? values[0] ?? 0;
      if (to < from + 2) continue;
      const holds = ranges.some((range) => range.column !== "percent" && (lies(stated, range) || lies(exact, range)));
      if (holds) return derived("sum", operands.slice(from, to + 1));
    }
  }
  return null;
}

function derived(name: string, operands: readonly Operand[]): NumeralSource {
  return {
    status: "derived",
    evidence: [...new Set(operands.flatMap((operand) => operand.source.evidence))],
    how: `${name} of ${operands.map((operand) => operand.numeral.text).join(" and ")}`,
    values: [],
    place: null,
  };
}
