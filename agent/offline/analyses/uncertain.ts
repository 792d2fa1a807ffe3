import { resultColumn, type Domain, type ModelSpec } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, labelOf } from "../telling/describe-population.ts";
import { capitalised, formatValue } from "../telling/format.ts";
import { formatPrediction } from "../telling/format-prediction.ts";
import { modelOf } from "./importance.ts";
import { cite, draft, markdownTable, num, query, rowsOf, str, type Teller } from "./teller.ts";

/** Whose predictions are least certain, or most: the widest interval, or the probability nearest to even odds. */
export const uncertain: Teller<Extract<Analysis, { kind: "uncertain" }>> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    const model = modelOf(domain, analysis.model);
    const where = populationSql(domain, analysis.population);
    const order = analysis.end === "least" ? "DESC" : "ASC";
    return [
      query(
        `Whose ${labelOf(domain, model.prediction)} is ${analysis.end} certain`,
        `SELECT ${columnsOf(domain, model).join(", ")}, ${uncertaintySql(model)} AS uncertainty FROM ${domain.results.table}${where ? ` WHERE ${where}` : ""} ORDER BY uncertainty ${order}, ${domain.entity.column} LIMIT ${analysis.limit}`,
      ),
    ];
  },
  tell: (analysis, { domain }, found) => {
    const model = modelOf(domain, analysis.model);
    const rows = rowsOf(found, 0);
    const [first] = rows;
    const who = describePopulation(domain, analysis.population);
    if (!first) return draft(`There are no ${who} in this snapshot: the filter leaves nobody${cite(found, 0)}.`);
    const told = (name: string | null) => formatPrediction(domain, model, num(first, name ?? ""));
    const id = str(first, domain.entity.column);
    const hasInterval = model.lower !== null && model.upper !== null;
    const reason = hasInterval
      ? `its interval reaches from ${told(model.lower)} to ${told(model.upper)}, the ${analysis.end === "least" ? "widest" : "narrowest"}`
      : `at ${told(model.prediction)} it is ${analysis.end === "least" ? "nearest to" : "farthest from"} even odds`;
    const lead = `Of ${who}, in order of how ${analysis.end === "least" ? "uncertain" : "certain"} the ${labelOf(domain, model.prediction)} is, **${id}** comes first: ${reason}${cite(found, 0)}.`;
    const columns = columnsOf(domain, model).flatMap((name) => resultColumn(domain, name) ?? []);
    const table = markdownTable(
      columns.map(({ label }) => capitalised(label)),
      rows.map((row) => columns.map(({ name, format }) => formatValue(row[name], format))),
    );
    const note = hasInterval
      ? "An interval is wider for higher values too, since there is more to be wrong about."
      : `The ${model.label} has no interval for one ${domain.entity.singular}; a probability near even odds leaves most open.`;
    return draft(`${lead}\n\n${table}\n\n${note}`, {
      followUps: [`Why is the prediction for ${id} what it is?`, `How accurate is the ${model.label}?`],
    });
  },
};

function columnsOf(domain: Domain, { prediction, lower, upper, actual }: ModelSpec): string[] {
  return [domain.entity.column, prediction, lower, upper, actual].filter((name) => name !== null);
}

/** Higher for what is less certain: the interval's width, or how near a probability is to one half. */
function uncertaintySql({ prediction, lower, upper }: ModelSpec): string {
  return lower !== null && upper !== null ? `${upper} - ${lower}` : `0.5E0 - abs(${prediction} - 0.5E0)`;
}
