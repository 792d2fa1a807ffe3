import type { Claim } from "../answer.ts";
import type { EvidenceIndex } from "./evidence-index.ts";

const codeSpan = /`([^`\n]+)`/g;
const identifier = /^[A-Za-z_][\w]*(?:[.-][\w]+)*$/;
const snakeCase = /(?<![\w.@/`-])[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+(?:\.[A-Za-z]\w*)*(?![\w])/g;
/** A date with a version's tag, as models are registered under: 2026-11-20-v72691024. */
const datedVersion = /(?<![\w.-])\d{4}-\d{2}-\d{2}-v[0-9a-f]{4,}(?![\w])/g;
const versionTag = /(?<![\w.-])v\d+(?:\.\d+)*(?![\w])/g;
/** Words of SQL and of data that stand in backticks without naming anything of the domain. */
const codeWords = new Set(
  "true false null select from where group by order having limit and or not in as on join with case when then else end count sum avg min max distinct over partition between like is desc asc corr approx_percentile stddev stddev_samp width_bucket date_trunc unnest cast try_cast filter is_null".split(
    " ",
  ),
);

/**
 * The names of a text: snake_case words, identifiers in `backticks`, version tags. Each must be known to the
 * domain, the evidence or the question; else it is an untraced claim.
 */
export function checkNames(text: string, index: EvidenceIndex): Claim[] {
  const claims = new Map<number, Claim>();
  const note = (name: string, start: number) => {
    if (claims.has(start) || codeWords.has(name.toLowerCase())) return;
    claims.set(start, claimOf(name, start, index));
  };
  for (const span of text.matchAll(codeSpan)) {
    const name = (span[1] ?? "").trim();
    if (identifier.test(name) && !/^[A-Z]+$/.test(name)) note(name, span.index + 1 + (span[1] ?? "").indexOf(name));
  }
  for (const match of text.matchAll(snakeCase)) note(match[0], match.index);
  for (const match of text.matchAll(/(?<=`)[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+/g)) note(match[0], match.index);
  for (const match of text.matchAll(datedVersion)) note(match[0], match.index);
  for (const match of text.matchAll(versionTag)) note(match[0], match.index);
  return [...claims.values()].sort((left, right) => left.start - right.start);
}

function claimOf(name: string, start: number, index: EvidenceIndex): Claim {
  const known = index.findName(name) ?? partsKnown(name, index);
  if (!known)
    return {
      text: name,
      kind: "name",
      start,
      status: "untraced",
      evidence: [],
      how: "no column, table, value or id of that name",
    };
  return {
    text: name,
    kind: "name",
    start,
    status: known.evidence === null ? "given" : "traced",
    evidence: known.evidence === null ? [] : [known.evidence],
    how: known.how,
  };
}

/** A dotted name is known where each of its parts is. */
function partsKnown(name: string, index: EvidenceIndex): ReturnType<EvidenceIndex["findName"]> {
  if (!name.includes(".")) return null;
  const parts = name.split(".").map((part) => index.findName(part));
  return parts.every((part) => part !== null) ? (parts.at(-1) ?? null) : null;
}
