import type { Answer, Claim } from "../answer.ts";
import type { ExplanationProblem } from "./explanation.ts";
import { splitPassages } from "./passages.ts";

/** What stands behind a number or name that could not be traced. */
export const untracedMark = "[unverified]";

/** The text with a visible mark behind each untraced number and name. The claims' offsets are those of the text given. */
export function markUntraced(text: string, untraced: readonly Claim[]): string {
  let marked = "";
  let from = 0;
  for (const claim of [...untraced].sort((left, right) => left.start - right.start)) {
    let end = claim.start + claim.text.length;
    if (text.charAt(end) === "`") end++;
    if (end < from) continue;
    marked += `${text.slice(from, end)} ${untracedMark}`;
    from = end;
  }
  return marked + text.slice(from);
}

/** The text with a visible mark behind each passage that an explanation check still objects to. */
export function markObjections(text: string, problems: readonly ExplanationProblem[]): string {
  const ends = splitPassages(text)
    .filter((passage) => problems.some(({ start }) => start >= passage.start && start < passage.end))
    .map((passage) => passage.end);
  let marked = "";
  let from = 0;
  for (const end of ends) {
    marked += `${text.slice(from, end)} ${untracedMark}`;
    from = end;
  }
  return marked + text.slice(from);
}

/** The counts of an answer's claims by kind and status. */
export function verificationOf(
  claims: readonly Claim[],
  repaired: boolean,
  notes: readonly string[],
): Answer["verification"] {
  const count = (status: Claim["status"]) => claims.filter((claim) => claim.status === status).length;
  return {
    numbers: claims.filter((claim) => claim.kind === "number").length,
    names: claims.filter((claim) => claim.kind === "name").length,
    traced: count("traced"),
    derived: count("derived"),
    given: count("given"),
    untraced: count("untraced"),
    repaired,
    notes: [...notes],
  };
}
