import type { FairnessPolicy, ModelSpec } from "#knowledge";

import type { AttributeFairness, FairnessReport } from "../fairness/fairness-report.ts";
import { metricValue, type Metric } from "../stages/train/metric.ts";
import type { ComparedFigure, GateDecision } from "./gate-decision.ts";
import { lossOf, weaknessesOf } from "./weaknesses.ts";

/** A version as it was measured on this run's test split. */
export type MeasuredVersion = {
  readonly version: string;
  readonly metrics: readonly Metric[];
  readonly fairness: FairnessReport;
};

/**
 * Lets a version pass that reaches what the dictionary asks, beats the baseline, is not worse than the serving version
 * by more than the gate's margin, and treats groups fairly. Both versions must have been measured on the same rows.
 * `champion` is null where none serves, or `notCompared` says why it cannot be asked.
 */
export function judgeChallenger(input: {
  readonly spec: ModelSpec;
  readonly challenger: MeasuredVersion;
  readonly champion: MeasuredVersion | null;
  readonly notCompared: string | null;
  readonly policy: FairnessPolicy["gate"];
}): GateDecision {
  const { spec, challenger, champion, policy } = input;
  const reasons = [
    ...weaknessesOf({ spec, metrics: challenger.metrics }),
    ...(champion === null ? [] : lossesAgainst(spec, challenger, champion)),
    ...unfairness(spec, challenger, champion, policy),
  ];
  return {
    model: spec.name,
    challenger: challenger.version,
    champion: champion?.version ?? null,
    isPromoted: reasons.length === 0,
    reasons,
    notCompared: input.notCompared,
    figures: figuresOf(spec, challenger, champion),
    fairness: challenger.fairness.attributes,
  };
}

/** By the loss that the model was trained on: it tells any decline, whatever the gate's own metric looks at. */
function lossesAgainst(spec: ModelSpec, challenger: MeasuredVersion, champion: MeasuredVersion): string[] {
  const loss = lossOf[spec.kind];
  const mine = metricValue(challenger.metrics, "test", loss) ?? Infinity;
  const theirs = metricValue(champion.metrics, "test", loss) ?? Infinity;
  const { worseBy } = spec.gate;
  if (mine <= theirs * (1 + worseBy)) return [];
  return [
    `The ${spec.label}'s ${loss} on the test split is ${figure(mine)} against ${figure(theirs)} of the serving ${champion.version}, worse by more than ${percent(worseBy)}.`,
  ];
}

function unfairness(
  spec: ModelSpec,
  challenger: MeasuredVersion,
  champion: MeasuredVersion | null,
  policy: FairnessPolicy["gate"],
): string[] {
  return challenger.fairness.attributes.flatMap((mine) => {
    const theirs = champion?.fairness.attributes.find((other) => other.attribute === mine.attribute);
    return [...ratioFaults(spec, mine, theirs, policy), ...oddsFaults(spec, mine, theirs, policy)];
  });
}

function ratioFaults(
  { label }: ModelSpec,
  mine: AttributeFairness,
  theirs: AttributeFairness | undefined,
  { selectionRatio, worsening }: FairnessPolicy["gate"],
): string[] {
  const what = `The ${label} selects ${mine.leastSelected ?? "one group"} at ${figure(mine.fourFifthsRatio ?? NaN)} of the rate of ${mine.mostSelected ?? "another"} (${mine.attribute})`;
  if (mine.certainRatio < selectionRatio) {
    return [`${what}, with certainty below ${figure(mine.certainRatio)}; its gate asks for ${selectionRatio}.`];
  }
  if (theirs === undefined || theirs.certainRatio - mine.certainRatio <= worsening) return [];
  return [
    `${what}, with certainty below ${figure(mine.certainRatio)} against ${figure(theirs.certainRatio)} of the serving version.`,
  ];
}

function oddsFaults(
  { label }: ModelSpec,
  mine: AttributeFairness,
  theirs: AttributeFairness | undefined,
  { oddsDifference, worsening }: FairnessPolicy["gate"],
): string[] {
  const what = `The ${label}'s true or false positive rate differs by ${figure(mine.oddsDifference ?? NaN)} between groups of ${mine.attribute}`;
  if (mine.certainOddsDifference > oddsDifference) {
    return [
      `${what}, with certainty by more than ${figure(mine.certainOddsDifference)}; its gate allows ${oddsDifference}.`,
    ];
  }
  if (theirs === undefined || mine.certainOddsDifference - theirs.certainOddsDifference <= worsening) return [];
  return [
    `${what}, with certainty by more than ${figure(mine.certainOddsDifference)} against ${figure(theirs.certainOddsDifference)} of the serving version.`,
  ];
}

function figuresOf(spec: ModelSpec, challenger: MeasuredVersion, champion: MeasuredVersion | null): ComparedFigure[] {
  return [...new Set([spec.gate.metric, lossOf[spec.kind]])].flatMap((metric) => {
    const mine = metricValue(challenger.metrics, "test", metric);
    if (mine === undefined) return [];
    return [
      { metric, challenger: mine, champion: (champion && metricValue(champion.metrics, "test", metric)) ?? null },
    ];
  });
}

function figure(value: number): string {
  return value.toPrecision(4);
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
