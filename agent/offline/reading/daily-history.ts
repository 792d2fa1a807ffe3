import type { Column, Domain } from "#knowledge";

/** The daily history: its table, the day's column, the numbers of a day, and where the day of signing up stands. */
export function historyOf(domain: Domain) {
  const table = domain.tables.find((one) => one.name === domain.feed.activity.table);
  const day = table?.columns.find((column) => column.type === "date");
  const measures = table?.columns.filter((column) => column.type === "int" || column.type === "double") ?? [];
  const signups = domain.tables.find((one) => one.name === domain.feed.accounts.table);
  const signup = signups?.columns.find((column) => column.type === "date");
  return table && day && signups && signup ? { table, day, measures, signups, signup } : null;
}

/** The number of the daily history that a column of the results sums up: "messages" of "messages sent a day". */
export function dailyColumnOf(domain: Domain, column: Column): Column | null {
  const words = new Set(column.name.split("_"));
  return historyOf(domain)?.measures.find((measure) => words.has(measure.name)) ?? null;
}
