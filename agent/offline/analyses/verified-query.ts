import { fillVerifiedQuery, fillWording, type Domain, type VerifiedQuery } from "#knowledge";
import type { SqlValue } from "#sql";

import type { Analysis } from "../reading/analysis.ts";
import { capitalised, decimal, formatValue, integer } from "../telling/format.ts";
import { chartOf, cite, draft, markdownTable, query, rowsOf, type Found, type Row, type Teller } from "./teller.ts";

type OfQuery = Extract<Analysis, { kind: "verified-query" }>;

/** Rows told; the evidence holds all. */
const rowsTold = 20;
/** Bars that are still told apart. */
const mostBars = 40;

/** The rows of a query that a person has reviewed. */
export const verifiedQuery: Teller<OfQuery> = {
  calls: (analysis, { domain }, found) => {
    const verified = queryOf(analysis, domain);
    if (!verified || found.length > 0) return [];
    return [query(verified.title, fillVerifiedQuery(domain, verified, analysis.values))];
  },
  tell: (analysis, { domain }, found) => {
    const rows = rowsOf(found, 0);
    const verified = queryOf(analysis, domain);
    const [first] = rows;
    if (!verified) return draft("That query is not verified any more.", { outcome: "not-understood" });
    const followUps = nextQuestions(verified, domain);
    if (!first)
      return draft(`The query finds nothing in this run${cite(found, 0)}. ${verified.answers}`, { followUps });
    const columns = columnsOf(rows, domain);
    const body =
      rows.length === 1 ? tellRow(first, columns, found) : tellRows(rows, columns, found, domain.entity.plural);
    const caveats = verified.caveats.map((text) => `\n- ${text}`).join("");
    return draft(`${body}\n\n${verified.answers}${caveats === "" ? "" : `\n${caveats}`}`, {
      chart: drawn(verified, rows, columns, found, domain.entity.plural),
      followUps,
    });
  },
};

function queryOf({ id }: OfQuery, domain: Domain): VerifiedQuery | undefined {
  return domain.verifiedQueries.find((one) => one.id === id);
}

type Told = { readonly name: string; readonly label: string; readonly format: (value: SqlValue) => string };

/** The columns of the rows with how their values are written: as the dictionary says, or as their names and sizes do. */
function columnsOf(rows: readonly Row[], domain: Domain): Told[] {
  return Object.keys(rows[0] ?? {}).map((name) => {
    const column = domain.resultColumns.find((one) => one.name === name);
    const label = column?.label ?? name.replaceAll("_", " ").replace(/ usd$/, " in US dollars");
    if (column) return { name, label, format: (value) => formatValue(value, column.format) };
    const values = rows.map((row) => row[name] ?? null);
    return { name, label, format: formatOf(name, values) };
  });
}

function formatOf(name: string, values: readonly SqlValue[]): Told["format"] {
  const numbers = values.filter((value) => typeof value === "number");
  if (name.endsWith("_usd")) return (value) => formatValue(value, "usd");
  const isShare =
    /(^|_)(rate|share|probability|coverage|precision|recall)(_|$)/.test(name) &&
    numbers.every((value) => value >= 0 && value <= 1);
  if (isShare) return (value) => formatValue(value, "share");
  const isWhole = numbers.every(Number.isInteger);
  // A year is no quantity: it has no thousands separator.
  if (isWhole && /(^|_)year(_|$)/.test(name)) return (value) => String(value ?? "none");
  return (value) =>
    typeof value === "number" ? (isWhole ? integer(value) : decimal(value)) : formatValue(value, "text");
}

function tellRow(row: Row, columns: readonly Told[], found: readonly Found[]): string {
  const parts = columns.map(({ name, label, format }) => `- ${capitalised(label)}: **${format(row[name] ?? null)}**`);
  return `The query gives one row${cite(found, 0)}:\n\n${parts.join("\n")}`;
}

function tellRows(rows: readonly Row[], columns: readonly Told[], found: readonly Found[], entities: string): string {
  const table = markdownTable(
    columns.map(({ label }) => capitalised(label)),
    rows.slice(0, rowsTold).map((row) => columns.map(({ name, format }) => format(row[name] ?? null))),
  );
  const cut = rows.length > rowsTold ? ", of which the first are told here" : "";
  return `The query gives ${integer(rows.length)} rows${cut}${cite(found, 0)}.${extremes(rows, columns, entities)}\n\n${table}`;
}

/** The rows that are highest and lowest in the figure that the query is about. */
function extremes(rows: readonly Row[], columns: readonly Told[], entities: string): string {
  const pair = keyAndFigure(rows, columns, entities);
  if (!pair) return "";
  const { key, figure } = pair;
  const sorted = rows
    .filter((row) => typeof row[figure.name] === "number")
    .toSorted((a, b) => Number(b[figure.name]) - Number(a[figure.name]));
  const say = (row: Row | undefined) =>
    row ? `${key.label} ${key.format(row[key.name] ?? null)} (${figure.format(row[figure.name] ?? null)})` : "";
  return ` ${capitalised(figure.label)} is highest for ${say(sorted[0])} and lowest for ${say(sorted.at(-1))}.`;
}

/**
 * The column that names the rows, each once, and the one that is measured: the first share, else the first number that
 * is more than the size of the group, which goes by the entity's name.
 */
function keyAndFigure(rows: readonly Row[], columns: readonly Told[], entities: string) {
  const [key, ...rest] = columns;
  if (!key || new Set(rows.map((row) => row[key.name])).size < rows.length) return null;
  const numbers = rest.filter(({ name }) => rows.every((row) => typeof (row[name] ?? 0) === "number"));
  const figure =
    numbers.find(({ name, format }) => format(rows[0]?.[name] ?? null).endsWith("%")) ??
    numbers.find(({ name }) => name !== entities) ??
    numbers[0];
  return figure ? { key, figure } : null;
}

function drawn(
  { title }: VerifiedQuery,
  rows: readonly Row[],
  columns: readonly Told[],
  found: readonly Found[],
  entities: string,
) {
  const pair = rows.length > 2 ? keyAndFigure(rows, columns, entities) : null;
  if (!pair) return null;
  const isOverTime = rows.every((row) => /^\d{4}-\d{2}-\d{2}/.test(String(row[pair.key.name])));
  if (!isOverTime && rows.length > mostBars) return null;
  return chartOf(found, 0, {
    kind: isOverTime ? "line" : "bar",
    title,
    x: pair.key.name,
    y: pair.figure.name,
  });
}

/** The questions that stand next in the list, by their defaults. */
function nextQuestions(verified: VerifiedQuery, domain: Domain): string[] {
  const open = domain.verifiedQueries.filter(({ role }) => role === "analyst");
  const place = open.indexOf(verified);
  return [1, 2].flatMap((step) => {
    const next = open[(place + step) % open.length];
    return next && next !== verified ? [fillWording(domain, next, next.question)] : [];
  });
}
