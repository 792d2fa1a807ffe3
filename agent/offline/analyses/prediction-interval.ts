import { resultColumn, type Domain } from "#knowledge";

import { describePopulation, labelOf, valueLabel } from "../telling/describe-population.ts";
import { capitalised, formatValue, integer, percent } from "../telling/format.ts";
import { modelOf } from "./importance.ts";
import { splitName, type ModelErrors } from "./model-errors.ts";
import { cite, draft, markdownTable, num, rowsOf, str, type Draft, type Found } from "./teller.ts";

/** How often the outcome lies inside a model's intervals, and how wide they are. */
export function tellInterval(analysis: ModelErrors, domain: Domain, found: readonly Found[]): Draft {
  const model = modelOf(domain, analysis.model);
  const target = resultColumn(domain, model.actual);
  const [whole] = rowsOf(found, 0);
  if (!whole || !target) return draft(`There is nobody to judge the ${model.label}'s intervals on${cite(found, 0)}.`);
  const value = (number: number) => formatValue(number, target.format);
  const who = analysis.population.length > 0 ? ` of ${describePopulation(domain, analysis.population)}` : "";
  const lead = `The actual ${target.label}${who} falls outside the ${model.label}'s prediction interval in **${percent(num(whole, "outside"))}** of cases and inside in **${percent(num(whole, "inside"))}**, on the ${integer(num(whole, "customers"))} ${domain.entity.plural} of the ${splitName(analysis)} split${cite(found, 0)}.`;
  const followUps = [
    `How accurate is the ${model.label}?`,
    `Whose predictions by the ${model.label} are least certain?`,
  ];
  if (analysis.by !== null) {
    const by = analysis.by;
    const table = markdownTable(
      [capitalised(labelOf(domain, by)), "Outside", "Inside", "Mean width", capitalised(domain.entity.plural)],
      rowsOf(found, 1).map((row) => [
        capitalised(valueLabel(domain, by, str(row, "part")) || "(none)"),
        percent(num(row, "outside")),
        percent(num(row, "inside")),
        value(num(row, "mean_width")),
        integer(num(row, "customers")),
      ]),
    );
    return draft(`${lead}\n\n${table}`, { followUps });
  }
  const [ends] = rowsOf(found, 1);
  return draft(
    `${lead} Over all ${integer(num(ends, "customers"))} ${domain.entity.plural} the interval is **${value(num(ends, "mean_width"))}** wide on average (median width ${value(num(ends, "median_width"))}); its lower end has a median of **${value(num(ends, "median_lower"))}**, its upper end one of **${value(num(ends, "median_upper"))}**${cite(found, 1)}.`,
    { followUps },
  );
}
