import type { Answer } from "#agent";

/** Who may see an answer in a channel: everyone there, or who asked only, since it shows single customers. */
export type Audience = "everyone" | "asker";

/** How it is told that something is about a single customer. */
export type CustomerSigns = {
  /** Whether a text holds what has the form of a customer's id. */
  readonly namesCustomer: (text: string) => boolean;
  /** Whether a query's rows are single customers', id or not: one that may not be shown to who sees groups only. */
  readonly givesSingleRows: (sql: string) => boolean;
};

/**
 * Decides from what the answer says and from what it rests on: a tool asked about one customer, rows with an id in
 * them, rows of single customers. The questions that it offers say nothing of anybody and are not looked at.
 */
export function audienceOf(answer: Pick<Answer, "text" | "evidence">, signs: CustomerSigns): Audience {
  const isAboutOne = signs.namesCustomer(answer.text) || answer.evidence.some((one) => showsCustomers(one, signs));
  return isAboutOne ? "asker" : "everyone";
}

function showsCustomers(evidence: Answer["evidence"][number], signs: CustomerSigns): boolean {
  const { title, input, rows, more, sql } = evidence;
  const tables = [rows, ...Object.values(more).map((table) => table.rows)];
  // The query's own text is judged as a query; here it would only be looked at twice.
  const asked = JSON.stringify(input) + title;
  return (
    signs.namesCustomer(asked) ||
    tables.some((each) =>
      each.some((row) => row.some((cell) => typeof cell === "string" && signs.namesCustomer(cell))),
    ) ||
    (isQuery(evidence) && sql !== null && rows.length > 0 && signs.givesSingleRows(sql))
  );
}

/** Whether the look-up was a query by itself: then its rows are what is shown. */
function isQuery({ input }: Answer["evidence"][number]): boolean {
  return typeof input.sql === "string";
}
