import type { Analysis } from "../reading/analysis.ts";
import { capitalised, formatMean, integer } from "../telling/format.ts";
import { cite, draft, num, query, rowsOf, str, type Teller } from "./teller.ts";

/** What a word means, from the dictionary. */
export const define: Teller<Extract<Analysis, { kind: "define" }>> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    const column = domain.resultColumns.find((one) => one.name === analysis.title);
    const figures =
      column && (column.type === "int" || column.type === "double") && column.role === "feature"
        ? [
            query(
              `The usual ${column.label}`,
              `SELECT avg(${column.name}) AS mean_value, approx_percentile(${column.name}, 0.5) AS median_value, count(${column.name}) AS customers FROM ${domain.results.table}`,
            ),
          ]
        : [];
    return [{ name: "search_knowledge", args: { query: analysis.query } }, ...figures];
  },
  tell: (analysis, { domain }, found) => {
    const rows = rowsOf(found, 0);
    const wanted = analysis.title.toLowerCase();
    const exact = rows.find((row) =>
      str(row, "title")
        .toLowerCase()
        .split(/, | \(|\)/)
        .includes(wanted),
    );
    const row = exact ?? rows[0];
    if (!row) return draft(`The dictionary does not hold "${analysis.title}".`, { outcome: "not-in-data" });
    const title =
      str(row, "source") === "dictionary"
        ? `\`${str(row, "title").split(" ")[0] ?? ""}\``
        : `**${capitalised(str(row, "title").split(",")[0] ?? "")}**`;
    const column = domain.resultColumns.find((one) => one.name === analysis.title);
    const [usual] = rowsOf(found, 1);
    const figures =
      column && usual
        ? ` On average it is ${formatMean(num(usual, "mean_value"), column)}, the median ${formatMean(num(usual, "median_value"), column)}, over ${integer(num(usual, "customers"))} ${domain.entity.plural}${cite(found, 1)}.`
        : "";
    const own = str(row, "text");
    const prefix = `${(str(row, "title").split(",")[0] ?? "").toLowerCase()}: `;
    const text = own.toLowerCase().startsWith(prefix) ? own.slice(prefix.length) : own;
    return draft(`${title}: ${text}${cite(found, 0)}${figures}`, {
      followUps: column ? [`What's the distribution of ${column.label}?`, "What can you do?"] : ["What can you do?"],
    });
  },
};

/** Which data this is. */
export const dataset: Teller<Extract<Analysis, { kind: "dataset" }>> = {
  calls: (_, { domain }, found) =>
    found.length > 0
      ? []
      : [
          query(
            "Which run and snapshot serve",
            `SELECT pipeline_run_id, model_version, CAST(max(results_created_at) AS varchar) AS published, count(*) AS customers FROM ${domain.results.table} GROUP BY pipeline_run_id, model_version`,
          ),
        ],
  tell: (_, { domain, snapshotDate }, found) => {
    const [row] = rowsOf(found, 0);
    return draft(
      `The data is a snapshot of **${snapshotDate}** with ${integer(num(row, "customers"))} ${domain.entity.plural}, published on ${str(row, "published").slice(0, 10)} by the run \`${str(row, "pipeline_run_id")}\` with model version \`${str(row, "model_version")}\`${cite(found, 0)}.`,
      { followUps: ["Are there any missing values or data quality issues?", "How accurate is the model?"] },
    );
  },
};
