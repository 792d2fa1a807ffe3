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
/** A range no wider than this is a scale: shares, stars, hours of the day. */
const widestScale = 24;
/** Words are the same when so many letters at their beginning are. */
const stemLetters = 4;
/** Words that add nothing to a column's name. */
const emptyWords: ReadonlySet<string> = new Set(
  stemsOf("a an and as at by from had has how in is its number of on or the their to was with average"),
);

/**
 * The system prompt: rules, tables, columns and groups of the domain. It depends on domain, run and role only, no
 * clock and nothing of the question, so that the provider's prompt cache holds it.
 */
export function systemPrompt(domain: Domain, snapshotDate: string, role: Role): string {
  return renderPrompt("system", {
    title: domain.title,
    about: domain.about,
    snapshotDate,
    entity: domain.entity.singular,
    redLines: domain.policy.redLines.map((line) => line.reason).join(" "),
    id: domain.entity.column,
    resultsTable: domain.results.table,
    tables: listOf(domain.tables.filter((table) => table.open === "analyst").map((table) => tableLine(domain, table))),
    columns: [...domain.resultColumns.filter(isToldAlone).map(columnLine), ...restLines(domain)].join("\n"),
    groups: listOf(domain.groups.map((group) => `${group.label}: ${group.where}`)),
    rights: rightsOf(domain, role),
  });
}

function listOf(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

/** A table with its columns, unless they are those of the results table, which are told below. */
function tableLine(domain: Domain, table: Table): string {
  const name = `${table.name}: ${table.grain}; ${table.description}`;
  if (table.name === domain.results.table) return name;
  if (table.columns === domain.resultColumns) return `${name} Columns as in ${domain.results.table}.`;
  return `${name} Columns: ${foldedNames(table.columns.map((column) => column.name)).join(", ")}.`;
}

/** Names that differ by a number only, told once: `trait_1, trait_2, trait_3` is `trait_1…3`. */
function foldedNames(names: readonly string[]): readonly string[] {
  const families = new Map<string, string[]>();
  for (const name of names) {
    const family = name.replace(/(?<=_)\d+(?=_|$)/, "#");
    const members = families.get(family);
    if (members) members.push(name);
    else families.set(family, [name]);
  }
  return [...families].flatMap(([family, members]) =>
    members.length === 1 ? members : family.replace("#", `1…${members.length}`),
  );
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
    column.type === "double" ? null : column.type,
    column.unit,
    isScale(column) ? `${column.range?.[0]} to ${column.range?.[1]}` : null,
    column.values.length > 0 && column.values.length <= valuesTold
      ? column.values.map((value) => value.value).join("|")
      : null,
    column.bins.length > 0 ? `bins ${column.bins.map((bin) => bin.label).join("|")}` : null,
    column.missingMeans ? `empty: ${column.missingMeans}` : null,
    column.privacy === "confidential" ? "confidential" : null,
    column.lever ? "lever" : null,
  ].filter(Boolean);
  const name = facts.length > 0 ? `${column.name} (${facts.join(", ")})` : column.name;
  return saysMore(column) ? `${name}: ${column.meaning}` : name;
}

/** Whether a column's range is a scale that its values are read by, and not only what the feed's check lets pass. */
function isScale({ range }: Column): boolean {
  return range !== null && range[1] - range[0] <= widestScale;
}

/** Whether the meaning has a word that neither name nor label nor unit has: "Age in years." of age in years has none. */
function saysMore(column: Column): boolean {
  const known = new Set(stemsOf(`${column.name} ${column.label} ${column.unit ?? ""}`));
  return stemsOf(column.meaning).some((stem) => !known.has(stem) && !emptyWords.has(stem));
}

function stemsOf(text: string): string[] {
  return (text.toLowerCase().match(/[a-z]+/g) ?? []).map((word) => word.slice(0, stemLetters));
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
