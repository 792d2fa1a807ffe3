import { stringify } from "yaml";

import type { Column, Domain } from "#knowledge";

import type { MappingGuess } from "./guess-mapping.ts";
import { mappedTables } from "./mapped-tables.ts";

/** A guess as the text of a mapping file: one line a column of the dictionary, with what it means beside it. */
export function renderMapping(guess: MappingGuess, domain: Domain): string {
  const found = guess.columns.filter((column) => column.source !== null).length;
  const lines = [
    `# Which of your columns is which. ${found} of ${guess.columns.length} were guessed by name and value: look at each.`,
    '# "absent": you do not have it. "?": it is required and was not found.',
    "version: 1",
    `snapshotDate: ${guess.snapshotDate} # the day your data describes`,
    `ids: ${guess.ids} # as-is (${domain.entity.example}), number (123 becomes ${domain.entity.idPrefix}00123) or hash`,
    "customers:",
    ...(guess.delimiter === "," ? [] : [`  delimiter: ${JSON.stringify(guess.delimiter)}`]),
    ...(guess.decimal === "." ? [] : [`  decimal: "${guess.decimal}"`]),
    '  missing: ["NULL", "N/A"] # texts that mean a missing value, beside an empty one',
    "  columns:",
    ...guess.columns.map((column, index) => `    ${renderColumn(column)} # ${meaningOf(domain.feedColumns[index])}`),
    ...(guess.unused.length === 0 ? [] : [`# Not used of your file: ${guess.unused.join(", ")}.`]),
    "# Beside the customers, where you have them: the same form, the file relative to this one.",
    ...mappedTables(domain)
      .filter(({ key }) => key !== "customers")
      .flatMap(({ key, columns }) => [
        `# ${key}:`,
        "#   file: ",
        "#   columns:",
        ...columns.map((column) => `#     ${column.name}: `),
      ]),
  ];
  return `${lines.join("\n")}\n`;
}

function renderColumn({ name, isRequired, source }: MappingGuess["columns"][number]): string {
  if (source === null) return `${name}: ${isRequired ? '"?"' : "absent"}`;
  const { from, ...rest } = source;
  const isPlain = Object.keys(rest).length === 0 && from !== "absent";
  return stringify(
    { [name]: isPlain ? from : source },
    { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: false },
  )
    .trim()
    .replace(/^\{(.*)\}$/s, "$1");
}

function meaningOf(column: Column | undefined): string {
  if (column === undefined) return "";
  const range = column.range === null ? "" : `, ${column.range[0]} to ${column.range[1]}`;
  const values =
    column.values.length === 0 || column.values.length > 12
      ? ""
      : `: ${column.values.map((one) => one.value).join(", ")}`;
  return `${column.meaning.replaceAll("\n", " ")} ${column.type}${column.unit === null ? "" : `, ${column.unit}`}${range}${values}`;
}
