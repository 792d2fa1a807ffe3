import type { EvalReport } from "./eval-report.ts";
import { failingOf } from "./failing.ts";
import { chance, dollars, duration, intervalText, percent } from "./numbers.ts";

/** Most cases that are listed. */
const mostListed = 25;

/** The run in short, in GitHub's markdown, for a pull request or a step's summary. */
export function renderMarkdownSummary(report: EvalReport): string {
  const { summary, gates, dataset, model, usage } = report;
  const isGood = report.stopped === null && gates.every(({ holds }) => holds);
  const rows = [...summary.suites, { ...summary, name: "**all**" }].map(
    ({ name, passed, cases, score }) =>
      `| ${name} | ${passed} of ${cases} | ${percent(passed / cases)} | ${intervalText(passed, cases)} | ${score?.toFixed(3) ?? "–"} |`,
  );
  return [
    `## Evals: ${summary.passed} of ${summary.cases} passed, ${isGood ? "all gates hold" : "not good"}`,
    "",
    `${model.provider} ${plain(model.name)} on data of ${dataset.snapshotDate}, ${duration(report.elapsedMs)}, cost ${dollars(usage.costUsd)}; safety checks hold in ${percent(summary.safetyChecks)} of answers, every figure grounded in ${percent(summary.grounded)}.`,
    "",
    "| suite | passed | share | 95 % interval | score |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...rows,
    "",
    ...(report.stopped === null ? [] : [`❌ **stopped**: ${plain(report.stopped)}`, ""]),
    ...gates.map(({ id, holds, detail }) => `- ${holds ? "✅" : "❌"} **${id}**: ${plain(detail)}`),
    "",
    ...summariseJudgement(report),
    ...summariseChange(report),
    "",
  ].join("\n");
}

function summariseJudgement({ judgement }: EvalReport): string[] {
  if (judgement === null) return [];
  const { model, agreement, unsure, errors } = judgement;
  return [
    `The judge ${plain(`${model.provider} ${model.name}`)}, which decides nothing, agrees with the scorers on ${percent(agreement.share)} (kappa ${agreement.kappa?.toFixed(2) ?? "–"}; ${unsure} unsure, ${errors} errors).`,
    "",
  ];
}

function summariseChange({ comparison, records }: EvalReport): string[] {
  if (comparison === null) return ["There is no accepted run to compare with."];
  const { n11, n10, n01, n00, lost, won, test } = comparison;
  const byId = new Map(records.map((record) => [record.case.id, record]));
  const items = lost.slice(0, mostListed).map((id) => {
    const record = byId.get(id);
    if (record === undefined) return `- \`${id}\``;
    const { shown } = record;
    const why = shown.status === "error" ? shown.code : failingOf(shown).join(", ");
    return `- \`${id}\` ${plain(record.case.question)} (${plain(why)})`;
  });
  return [
    `Against the accepted run: both passed ${n11}, lost ${n10}, won ${n01}, neither ${n00}; exact sign test, two-sided ${chance(test.twoSided)}.`,
    ...(items.length === 0 ? [] : ["", "Lost:", "", ...items]),
    ...(lost.length > items.length ? [`- and ${lost.length - items.length} more`] : []),
    ...(won.length === 0
      ? []
      : [
          "",
          `Won: ${won
            .slice(0, mostListed)
            .map((id) => `\`${id}\``)
            .join(", ")}`,
        ]),
  ];
}

/** Text of others in which nothing is markdown or HTML, and nobody is mentioned. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_{}[\]()<>#|!@~&]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
