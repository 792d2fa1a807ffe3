import type { Role } from "#core";
import { topFeatureCount, type Column, type Domain, type Table } from "#knowledge";
import { renderPrompt } from "#prompts";

/** Columns of the results table that are told one by one; the others are told together. */
const toldRoles: readonly Column["role"][] = [
  "id",
  "feature",
  "target",
  "heuristic",
  "prediction",
  "interval",
  "derived",
  "meta",
];
/** A longer list of values is left to search_knowledge. */
const valuesTold = 15;

/**
 * The system prompt: rules, tables, columns and groups of the domain. It depends on domain, run and role only, no
 * clock and nothing of the question, so that the provider's prompt cache holds it.
 */
export function systemPrompt(domain: Domain, snapshotDate: string, role: Role): string {
  return renderPrompt("system", {
    title: domain.title,
    about: domain.about,
    snapshotDate,
    id: domain.entity.column,
    resultsTable: domain.results.table,
    tables: listOf(domain.tables.filter((table) => table.open === "analyst").map((table) => tableLine(domain, table))),
    columns: listOf([...domain.resultColumns.filter(isToldAlone).map(columnLine), ...restLines(domain)]),
    groups: listOf(domain.groups.map((group) => `${group.label}: ${group.where}`)),
    rights: rightsOf(domain, role),
  });
}

function listOf(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

/** A table with its columns, unless they are those of the results table, which are told below. */
function tableLine(domain: Domain, table: Table): string {
  const name = `${table.database}.${table.name}: ${table.grain}; ${table.description}`;
  if (table.name === domain.results.table) return name;
  if (table.columns === domain.resultColumns) return `${name} Columns as in ${domain.results.table}.`;
  return `${name} Columns: ${table.columns.map((column) => column.name).join(", ")}.`;
}

/** Which run wrote a row is told once for all such columns. */
function isLineage(column: Column): boolean {
  return column.role === "meta" && column.values.length === 0;
}

function isToldAlone(column: Column): boolean {
  return toldRoles.includes(column.role) && !isLineage(column);
}

function restLines(domain: Domain): string[] {
  const lineage = domain.resultColumns.filter(isLineage).map((column) => column.name);
  return [
    ...domain.models.flatMap(({ topFeatures, label, unit }) =>
      topFeatures === null
        ? []
        : `${topFeatures}_1 … ${topFeatureCount} with ${topFeatures}_1_impact … ${topFeatureCount}: the strongest features of the ${label}'s prediction, in ${unit}`,
    ),
    `${lineage.join(", ")}: which run and model wrote the row`,
  ];
}

function columnLine(column: Column): string {
  const facts = [
    column.type,
    column.unit,
    column.range ? `${column.range[0]} to ${column.range[1]}` : null,
    column.values.length > 0 && column.values.length <= valuesTold
      ? column.values.map((value) => value.value).join("|")
      : null,
    column.missingMeans ? `empty: ${column.missingMeans}` : null,
    column.privacy === "confidential" ? "confidential" : null,
    column.lever ? "lever" : null,
  ].filter(Boolean);
  return `${column.name} (${facts.join(", ")}): ${column.meaning}`;
}

function rightsOf(domain: Domain, role: Role): string {
  const k = domain.policy.minimumGroupSize;
  switch (role) {
    case "steward":
      return "The person is a steward: confidential columns may be queried row by row.";
    case "viewer":
      return `The person is a viewer: every result is over groups of at least ${k}, no single ${domain.entity.singular}, no min or max.`;
    default:
      return `Where a confidential column takes part (selected, filtered, grouped), a result is over groups of at least ${k}, never single rows, and has no min or max: approx_percentile(x, 0.01) instead.`;
  }
}
