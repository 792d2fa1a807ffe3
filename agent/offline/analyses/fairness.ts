import type { Analysis } from "../reading/analysis.ts";
import { literalSql } from "../reading/conditions-sql.ts";
import { labelOf, valueLabel } from "../telling/describe-population.ts";
import { capitalised, integer, percent } from "../telling/format.ts";
import { modelOf } from "./importance.ts";
import { cite, draft, markdownTable, num, query, rowsOf, str, type Row, type Teller } from "./teller.ts";

/** Ratio of selection rates below which a difference is told as a concern: the four-fifths rule. */
const fourFifths = 0.8;
const rowsShown = 20;

/** Whom a model selects in each group of a protected column, and how often it is right there, on the test split. */
export const fairness: Teller<Extract<Analysis, { kind: "fairness" }>> = {
  calls: (analysis, { domain }, found) =>
    found.length > 0
      ? []
      : [
          query(
            `How the ${modelOf(domain, analysis.model).label} treats groups by ${labelOf(domain, analysis.by)}`,
            `SELECT group_name, "rows" AS customers, selection_rate, parity_ratio, tpr, fpr, calibration_gap FROM ${domain.databases.analytics}.fairness WHERE model = ${literalSql(analysis.model)} AND attribute = ${literalSql(analysis.by)} AND "rows" >= ${domain.policy.minimumGroupSize} ORDER BY selection_rate DESC`,
          ),
        ],
  tell: (analysis, { domain }, found) => {
    const model = modelOf(domain, analysis.model);
    const rows = rowsOf(found, 0);
    const [most, least] = [rows[0], rows.at(-1)];
    if (!most || !least)
      return draft(
        `Nothing is recorded of how the ${model.label} treats groups by ${labelOf(domain, analysis.by)}${cite(found, 0)}.`,
      );
    const name = (row: Row) => valueLabel(domain, analysis.by, str(row, "group_name")) || str(row, "group_name");
    const ratio = num(least, "selection_rate") / num(most, "selection_rate");
    const selected = model.kind === "classification" ? "flags" : "counts among the high";
    const verdict =
      ratio >= fourFifths
        ? `**By the four-fifths rule, yes**: the ${model.label} ${selected} the groups at rates that are close enough`
        : `**By the four-fifths rule, no**: the ${model.label} ${selected} the groups at clearly different rates`;
    const table = markdownTable(
      [
        capitalised(labelOf(domain, analysis.by)),
        "Selected",
        "Found of those who count (TPR)",
        "Wrongly selected (FPR)",
        "Calibration gap",
        "Customers",
      ],
      rows
        .slice(0, rowsShown)
        .map((row) => [
          capitalised(name(row)),
          ...["selection_rate", "tpr", "fpr"].map((column) => percent(num(row, column))),
          num(row, "calibration_gap").toFixed(4).replace("-", "−"),
          integer(num(row, "customers")),
        ]),
    );
    return draft(
      `${verdict}: it selects most of **${name(most)}** (**${percent(num(most, "selection_rate"))}**) and least of ${name(least)} (${percent(num(least, "selection_rate"))}), a ratio of ${ratio.toFixed(2)}${cite(found, 0)}. The groups may differ in what really happened, so look at how often the model is right beside it.\n\n${table}\n\nJudged on the held-out test split; groups of fewer than ${domain.policy.minimumGroupSize} are left out.`,
      {
        followUps: [`How accurate is the ${model.label}?`, `What are the top 5 features of the ${model.label}?`],
      },
    );
  },
};
