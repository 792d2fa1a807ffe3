import { may, type Role } from "#core";
import type { Column, Domain, Table } from "#knowledge";

import { columnText } from "./column-text.ts";
import type { ServedModel } from "./served-model.ts";

/** A page of what is written on the data and the models, as markdown. */
export type HandbookPage = {
  /** Its address among the pages: `dictionary`, `tables/<name>`, `models/<name>`, … */
  readonly path: string;
  readonly title: string;
  /** What stands on it, in a sentence. */
  readonly about: string;
  readonly read: () => Promise<string>;
};

/**
 * The data dictionary, the tables that a role may query with all of their columns, the named groups, the glossary, the
 * policy and the model cards. Nothing of any customer.
 */
export function handbookPages(
  { domain, loadModel }: { readonly domain: Domain; readonly loadModel: (name: string) => Promise<ServedModel> },
  role: Role,
): readonly HandbookPage[] {
  const tables = domain.tables.filter(({ open }) => open !== "none" && (open === "analyst" || maySeeMore(role)));
  return [
    page("dictionary", "Data dictionary", "What the data is about, and every table with what a row of it is.", () =>
      dictionaryText(domain, tables),
    ),
    ...tables.map((table) =>
      page(`tables/${table.name}`, `Table ${table.name}`, `${table.description} ${table.grain}.`, () =>
        tableText(domain, table),
      ),
    ),
    page("groups", "Named groups", "Groups with a name of their own, and their conditions in SQL.", () =>
      pageText(
        "Named groups",
        domain.groups.map((group) => item(group.label, `${group.definition}. In SQL: \`${group.where}\``)),
      ),
    ),
    page("glossary", "Glossary", "What the terms mean.", () =>
      pageText(
        "Glossary",
        domain.glossary.map(({ term, synonyms, text }) => item([term, ...synonyms].join(", "), text)),
      ),
    ),
    page("policy", "Policy", "What is not answered, why, and what is instead.", () => policyText(domain)),
    ...domain.models.map(({ name, label }) => ({
      path: `models/${name}`,
      title: `Model card of the ${label}`,
      about: `What the ${label} is for, how good it is, its limits, fairness and history.`,
      read: async () => (await loadModel(name)).card || `The live run has no card of the ${label}.\n`,
    })),
  ];
}

/** Tables that are open to stewards only hold rows of single customers with what is confidential of them. */
function maySeeMore(role: Role): boolean {
  return may(role, "see-confidential");
}

function page(path: string, title: string, about: string, text: () => string): HandbookPage {
  return { path, title, about, read: async () => text() };
}

function dictionaryText({ title, about, entity }: Domain, tables: readonly Table[]): string {
  const known = tables.map((table) => item(`${table.database}.${table.name}`, `${table.grain}. ${table.description}`));
  const id = `A ${entity.singular} is known by its \`${entity.column}\`, such as ${entity.example}.`;
  return pageText(title, [about.trim(), "", id, "", ...known]);
}

function tableText(domain: Domain, table: Table): string {
  const top = [`${table.grain}. ${table.description}`, ""];
  const { results, resultColumns } = domain;
  const columns =
    table.columns === resultColumns && table.name !== results.table
      ? [`Its columns are those of \`${results.table}\`.`]
      : table.columns.map(columnLine);
  return pageText(`${table.database}.${table.name}`, [...top, ...columns]);
}

function columnLine(column: Column): string {
  return `- \`${column.name}\` (${column.type}; ${column.label}): ${columnText(column)}`;
}

function policyText({ policy, entity }: Domain): string {
  const lines = policy.redLines.map((line) => item(line.name.replaceAll("_", " "), `${line.reason} ${line.instead}`));
  const least = `Groups that a confidential column takes part in have at least ${policy.minimumGroupSize} ${entity.plural}.`;
  return pageText("Policy", [least, "", ...lines]);
}

function item(name: string, text: string): string {
  return `- **${name}**: ${text.trim()}`;
}

function pageText(title: string, lines: readonly string[]): string {
  return `# ${title}\n\n${lines.join("\n")}\n`;
}
