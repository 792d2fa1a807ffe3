import type { Evidence } from "#tools";

import { inside, restsOn, type Fault, type Found } from "../fault.ts";

type Table = Evidence["more"][string];

/** Faults in what the tools compute, before the model reads it. */
export const evidenceFaults: readonly Fault[] = [
  inside(
    "contributions flipped",
    "what raises a prediction is said to lower it",
    { evidence: inTables(/contribution|shap/i, (value) => -value) },
    restsOn("explain_prediction", "explain_difference"),
  ),
  inside(
    "differences flipped",
    "who is ahead is behind",
    {
      evidence: inTables(/^(?:difference|low|high|cohens_d|relative_difference)$/i, (value) => -value, /^difference$/i),
    },
    (answer) => answer.evidence.some(({ columns }) => columns.some(({ name }) => name === "difference")),
  ),
  inside(
    "correlations flipped",
    "what rises together is said to go opposite ways",
    { evidence: inTables(/pearson|spearman|correlation|slope/i, (value) => -value) },
    (answer) =>
      answer.evidence.some((one) =>
        [one, ...Object.values(one.more)].some(({ columns }) =>
          columns.some(({ name }) => /pearson|spearman|corr/i.test(name)),
        ),
      ),
  ),
  inside(
    "simulation flipped",
    "a change that helps is said to harm",
    { evidence: inTables(/change|low|high/i, (value) => -value, /change/i) },
    restsOn("simulate_change"),
  ),
  inside(
    "shares a hundredfold",
    "shares are taken for percentages once too often",
    { evidence: inTables(/share|rate|probability/i, (value) => value * 100) },
    (answer) => /%/.test(answer.text),
  ),
  inside(
    "importance upside down",
    "the weakest features are told as the strongest",
    { evidence: (found) => ({ ...found, rows: found.rows.toReversed() }) },
    restsOn("describe_model", "get_feature_stats", "explain_prediction"),
  ),
];

/** Changes the numbers of some columns, in tables that have a column of the second kind where one is given. */
function inTables(columns: RegExp, change: (value: number) => number, onlyWith?: RegExp): (found: Found) => Found {
  const inTable = <Kind extends Table>(table: Kind): Kind => {
    const isMeant = onlyWith === undefined || table.columns.some(({ name }) => onlyWith.test(name));
    if (!isMeant) return table;
    const places = new Set(table.columns.flatMap(({ name }, place) => (columns.test(name) ? [place] : [])));
    const rows = table.rows.map((row) =>
      row.map((cell, place) => (typeof cell === "number" && places.has(place) ? change(cell) : cell)),
    );
    return { ...table, rows };
  };
  return (found) => ({
    ...inTable(found),
    more: Object.fromEntries(Object.entries(found.more).map(([name, table]) => [name, inTable(table)])),
  });
}
