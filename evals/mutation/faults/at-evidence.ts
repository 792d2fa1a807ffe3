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
    "contributions do not add up",
    "an explanation's first reason is half as large again",
    { evidence: inTables(/^contribution$/, (value, row) => (row === 0 ? value * 1.5 : value)) },
    restsOn("explain_prediction"),
  ),
  inside(
    "interval ends changed over",
    "an interval's lower end is above its upper",
    { evidence: (found) => swapColumns(swapColumns(found, "low", "high"), "lower", "upper") },
    (answer) => answer.evidence.some(({ columns }) => columns.some(({ name }) => name === "low" || name === "lower")),
  ),
  inside(
    "model version wrong",
    "another version of a model is told as the live one",
    { evidence: inTexts((text) => text.replace(/(?<=^\d{4}-\d{2}-\d{2}-v)[0-9a-f]+$/, "00000000")) },
    restsOn("describe_model"),
  ),
  inside(
    "importance upside down",
    "the weakest features are told as the strongest",
    { evidence: (found) => ({ ...found, rows: found.rows.toReversed() }) },
    restsOn("describe_model", "get_feature_stats", "explain_prediction"),
  ),
];

/** Changes the numbers of some columns, in tables that have a column of the second kind where one is given. */
function inTables(
  columns: RegExp,
  change: (value: number, row: number) => number,
  onlyWith?: RegExp,
): (found: Found) => Found {
  return inEach((table) => {
    const isMeant = onlyWith === undefined || table.columns.some(({ name }) => onlyWith.test(name));
    if (!isMeant) return table;
    const places = new Set(table.columns.flatMap(({ name }, place) => (columns.test(name) ? [place] : [])));
    const rows = table.rows.map((row, at) =>
      row.map((cell, place) => (typeof cell === "number" && places.has(place) ? change(cell, at) : cell)),
    );
    return { ...table, rows };
  });
}

/** Changes every text. */
function inTexts(change: (text: string) => string): (found: Found) => Found {
  return inEach((table) => ({
    ...table,
    rows: table.rows.map((row) => row.map((cell) => (typeof cell === "string" ? change(cell) : cell))),
  }));
}

/** Two columns of the main table have each other's values; the table itself where it lacks one. */
function swapColumns(found: Found, left: string, right: string): Found {
  return inEach((table) => {
    const placeOf = (name: string) => table.columns.findIndex((column) => column.name === name);
    const [first, second] = [placeOf(left), placeOf(right)];
    if (first < 0 || second < 0) return table;
    const sourceOf = (place: number) => (place === first ? second : place === second ? first : place);
    return { ...table, rows: table.rows.map((row) => row.map((_, place) => row[sourceOf(place)] ?? null)) };
  })(found);
}

/** Changes the main table and every further one. */
function inEach(inTable: <Kind extends Table>(table: Kind) => Kind): (found: Found) => Found {
  return (found) => ({
    ...inTable(found),
    more: Object.fromEntries(Object.entries(found.more).map(([name, table]) => [name, inTable(table)])),
  });
}
