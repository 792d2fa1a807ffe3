import type { Finding } from "./relation.ts";
import type { Told } from "./read-answer.ts";

/** For sums of binary fractions, of the larger side. */
const roundingError = 1e-9;

/** Whether two told figures can be roundings of one value. */
export function agree(left: Told, right: Told): boolean {
  return Math.abs(left.value - right.value) <= left.slack + right.slack + roundingError * Math.abs(left.value);
}

/** Whether two exact values are one but for the order of additions. */
export function equal(left: number, right: number): boolean {
  return Math.abs(left - right) <= roundingError * Math.max(1, Math.abs(left), Math.abs(right));
}

/** A finding of figures that are all there. */
export function judge(holds: boolean, figures: readonly (Told | number | string)[], note: string): Finding {
  return { status: holds ? "held" : "violated", figures: figures.map(tell), note: holds ? "" : note };
}

/** A finding of answers of which at least one lacks its figure. */
export function unread(figures: readonly (Told | number | string | null)[], note: string): Finding {
  return { status: "unread", figures: figures.map((figure) => (figure === null ? "no figure" : tell(figure))), note };
}

/** Judges figures that are all to agree with the first. */
export function judgeSame(figures: readonly (Told | null)[]): Finding {
  const read = figures.filter((figure) => figure !== null);
  const [first] = read;
  if (first === undefined || read.length < figures.length) return unread(figures, "an answer has no figure");
  return judge(
    read.every((figure) => agree(figure, first)),
    read,
    "the figures differ",
  );
}

function tell(figure: Told | number | string): string {
  return typeof figure === "object" ? `${figure.text} ${figure.unit}`.trim() : String(figure);
}
