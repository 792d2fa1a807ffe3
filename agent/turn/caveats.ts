import type { Evidence } from "#tools";

import type { Caveat } from "../answer.ts";
import { endingNotes } from "./ending.ts";

/** What each kind of caveat says where nothing more particular is known. */
const standardTexts: Readonly<Record<Caveat["kind"], string>> = {
  "not-causal": "This is how things go together in the data; it does not show a cause.",
  "small-group": "A group here is small; its figures may change by chance.",
  "stale-data": "The snapshot is not from today.",
  drift: "The data has moved away from what the models were trained on.",
  truncated: "A result had more rows than were fetched; the rest is not in this answer.",
  "low-confidence": "The figures leave much open; read them with care.",
  simulated: "What the models would predict after a change, all else as it is; not a measured effect.",
};

/**
 * The caveats of an answer: those the model wrote, and those that follow from what was done. One of the model's whose
 * text does not hold (`isSound`) says what its kind always says.
 */
export function caveatsOf(options: {
  readonly written: readonly Caveat[];
  readonly isSound: (text: string) => boolean;
  /** Whether the text tells a relation that may be read as a cause. */
  readonly tellsRelation: boolean;
  /** Whether the text breaks off at the model's limit of length. */
  readonly isCut: boolean;
  readonly evidence: readonly Evidence[];
}): Caveat[] {
  const { written, isSound, tellsRelation, isCut, evidence } = options;
  const caveats = written.map((caveat) => (isSound(caveat.text) ? caveat : standard(caveat.kind)));
  const has = (kind: Caveat["kind"]) => caveats.some((caveat) => caveat.kind === kind);
  const add = (kind: Caveat["kind"]) => {
    if (!has(kind)) caveats.push(standard(kind));
  };
  if (evidence.some((one) => one.tool === "simulate_change")) add("simulated");
  if (tellsRelation && evidence.length > 0 && !has("simulated")) add("not-causal");
  if (evidence.some((one) => one.truncated)) add("truncated");
  if (isCut) caveats.push({ kind: "truncated", text: endingNotes.cut });
  return caveats;
}

function standard(kind: Caveat["kind"]): Caveat {
  return { kind, text: standardTexts[kind] };
}
