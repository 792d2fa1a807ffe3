import type { RelationResult } from "./run-relations.ts";

/** One relation over all of its cases. */
export type RelationTally = Readonly<Record<RelationResult["status"], number>> & {
  readonly relation: string;
  readonly claim: string;
  readonly total: number;
};

/** Counts the results by relation, in the order in which relations first appear. */
export function tallyByRelation(results: readonly RelationResult[]): readonly RelationTally[] {
  return [...new Set(results.map(({ relation }) => relation))].map((relation) => {
    const own = results.filter((result) => result.relation === relation);
    const count = (status: RelationResult["status"]) => own.filter((result) => result.status === status).length;
    return {
      relation,
      claim: own[0]?.claim ?? "",
      total: own.length,
      held: count("held"),
      violated: count("violated"),
      abstained: count("abstained"),
      unread: count("unread"),
      error: count("error"),
    };
  });
}

/**
 * What does not hold as often as it must, in words: a relation that `least` does not name must hold in every case that
 * could be judged, and in one at least; no turn may fail.
 */
export function relationFaults(
  tallies: readonly RelationTally[],
  least: Readonly<Record<string, number>>,
): readonly string[] {
  return tallies.flatMap(({ relation, held, violated, error }) => {
    const judged = held + violated;
    if (error > 0) return [`${relation}: ${error} turns failed`];
    if (judged === 0) return [`${relation}: no case could be judged`];
    return held < (least[relation] ?? 1) * judged ? [`${relation}: holds in ${held} of ${judged} cases`] : [];
  });
}

/** The results as a terminal shows them: a line for each relation, then each violation and error with its questions. */
export function renderTally(results: readonly RelationResult[]): string {
  const tallies = tallyByRelation(results);
  const width = Math.max(...tallies.map(({ relation }) => relation.length), 8);
  const line = (cells: readonly (string | number)[]) =>
    cells.map((cell, place) => (place === 0 ? String(cell).padEnd(width) : String(cell).padStart(9))).join(" ");
  const counted = tallies.map(({ relation, held, violated, abstained, unread, error }) =>
    line([relation, held, violated, abstained, unread, error]),
  );
  const faults = results.filter(({ status }) => status === "violated" || status === "error");
  return [
    line(["relation", "held", "violated", "abstained", "unread", "error"]),
    ...counted,
    ...faults.flatMap(renderFault),
  ].join("\n");
}

function renderFault({ status, relation, dataSet, questions, figures, note }: RelationResult): string[] {
  return [
    "",
    `${status}: ${relation} (${dataSet}): ${note}`,
    ...questions.map((turns, place) => `  ${turns.join(" → ")}  ${figures[place] ?? ""}`),
  ];
}
