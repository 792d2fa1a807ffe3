import type { EvalReport } from "./eval-report.ts";
import { chance, dollars, intervalText, percent } from "./numbers.ts";

/** Most cases that a line names. */
const mostNamed = 20;

/** What a run comes to, as plain lines: interval, repeats, guessing, the accepted run, cost, gates. */
export function tellVerdict(report: EvalReport): readonly string[] {
  const { summary, abstention, passPowers, repeat, usage, stopped } = report;
  return [
    `passed ${percent(summary.passed / summary.cases)}, 95 % interval ${intervalText(summary.passed, summary.cases)}`,
    ...(repeat > 1 ? [passPowers.map((power, index) => `pass^${index + 1} ${percent(power)}`).join(", ")] : []),
    `guessing scored ${abstention.score?.toFixed(3) ?? "-"}: ${abstention.right} right, ${abstention.abstained} silent, ${abstention.wrong} wrong at -${abstention.penalty}`,
    ...(usage.costUsd === 0 ? [] : [`cost ${dollars(usage.costUsd)}`]),
    ...tellJudgement(report),
    ...tellComparison(report),
    ...(stopped === null ? [] : [`stopped: ${stopped}`]),
    ...report.gates.map(({ id, holds, detail }) => `${holds ? "✓" : "✗"} gate ${id}: ${detail}`),
  ];
}

function tellJudgement({ judgement }: EvalReport): string[] {
  if (judgement === null) return [];
  const { model, agreement, unsure, errors, firstError, differing } = judgement;
  const kappa = agreement.kappa === null ? "" : `, kappa ${agreement.kappa.toFixed(2)}`;
  return [
    `judge ${model.provider} ${model.name} agrees with the scorers on ${percent(agreement.share)}${kappa}; ${unsure} unsure, ${errors} errors${firstError === null ? "" : ` (${firstError})`}`,
    ...named(
      "differs on",
      differing.map((one) => one.case),
    ),
  ];
}

function tellComparison({ comparison, accepted }: EvalReport): string[] {
  if (comparison === null || accepted === null) return ["no accepted run to compare with"];
  const { n11, n10, n01, n00, lost, won, added, test } = comparison;
  return [
    `accepted run of ${accepted.startedAt.slice(0, 10)}: n11 ${n11}, n10 ${n10}, n01 ${n01}, n00 ${n00}; sign test ${chance(test.twoSided)}${added.length > 0 ? `; ${added.length} cases are new` : ""}`,
    ...named("lost", lost),
    ...named("won", won),
  ];
}

function named(title: string, ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  return [`  ${title}: ${ids.slice(0, mostNamed).join(", ")}${ids.length > mostNamed ? ", …" : ""}`];
}
