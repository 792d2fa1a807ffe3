import type { Domain } from "./domain.ts";

/** One customer by column name: numbers, labels of categories, booleans, null for what is missing. */
export type CustomerRow = Readonly<Record<string, string | number | boolean | null | undefined>>;

/**
 * How a customer becomes the number that the models see under a feature's name: a number as it is, a category or bin
 * by its place in the model's `categories` or else in the dictionary, an interaction as the product of its parts; NaN for
 * what is missing or unknown.
 */
export function featureReader(
  domain: Domain,
  { name, categories }: { readonly name: string; readonly categories?: readonly string[] },
): (customer: CustomerRow) => number {
  const interaction = domain.interactions.find((candidate) => candidate.name === name);
  if (interaction) {
    const [left, right] = interaction.of;
    return (customer) => numberOf(customer[left]) * numberOf(customer[right]);
  }
  const column = domain.feedColumns.find((candidate) => candidate.name === name);
  if (column?.input === "binned") {
    return (customer) => {
      const value = numberOf(customer[name]);
      const bin = column.bins.findIndex((candidate) => value >= candidate.from && value < candidate.to);
      return bin < 0 ? Number.NaN : bin;
    };
  }
  if (column?.type === "string") {
    const codes = new Map((categories ?? column.values.map(({ value }) => value)).map((value, code) => [value, code]));
    return (customer) => codes.get(String(customer[name])) ?? Number.NaN;
  }
  return (customer) => numberOf(customer[name]);
}

function numberOf(value: CustomerRow[string]): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return Number.NaN;
}
