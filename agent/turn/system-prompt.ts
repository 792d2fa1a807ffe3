import type { Role } from "#core";
import type { Column, Domain } from "#knowledge";
import { renderPrompt } from "#prompts";

/** Columns of a results table that are told one by one; the top-feature columns follow a pattern. */
const toldRoles = ["id", "feature", "target", "heuristic", "prediction", "interval", "derived", "meta"];

/**
 * The system prompt: rules, tables, columns and groups of the domain. It depends on domain, run and role only, no
 * clock and nothing of the question, so that the provider's prompt cache holds it.
 */
export function systemPrompt(domain: Domain, snapshotDate: string, role: Role): string {
  return renderPrompt("system", {
    title: domain.title,
    about: domain.about,
    snapshotDate,
    resultsTable: domain.results.table,
    tables: domain.tables
      .filter((table) => table.open === "analyst")
      .map(
        (table) =>
          `- ${table.database}.${table.name}: ${table.description} ${table.grain}.${table.name === domain.results.table || table.columns.length > 20 ? "" : ` Columns: ${table.columns.map((column) => column.name).join(", ")}.`}`,
      )
      .join("\n"),
    columns: domain.resultColumns
      .filter((column) => toldRoles.includes(column.role))
      .map(columnLine)
      .concat(
        domain.models.map(
          (model) =>
            `- ${model.topFeatures}_1 … 5 with ${model.topFeatures}_1_impact … 5: the strongest features of the ${model.label}'s prediction, in ${model.unit}`,
        ),
      )
      .join("\n"),
    groups: domain.groups.map((group) => `- ${group.label}: ${group.where}`).join("\n"),
    rights: rightsOf(domain, role),
  });
}

function columnLine(column: Column): string {
  const facts = [
    column.type,
    column.unit,
    column.range ? `${column.range[0]} to ${column.range[1]}` : null,
    column.values.length > 0 && column.values.length <= 15 ? column.values.map((value) => value.value).join("|") : null,
    column.missingMeans ? `empty: ${column.missingMeans}` : null,
    column.privacy === "confidential" ? "confidential" : null,
    column.lever ? "lever" : null,
  ].filter(Boolean);
  return `- ${column.name} (${facts.join(", ")}): ${column.meaning}`;
}

function rightsOf(domain: Domain, role: Role): string {
  const k = domain.policy.minimumGroupSize;
  switch (role) {
    case "steward":
      return "The person is a steward: confidential columns may be shown row by row.";
    case "viewer":
      return `The person is a viewer: groups of at least ${k} only, no single ${domain.entity.plural}.`;
    default:
      return `Confidential columns may only be used in groups of at least ${k}, never row by row; no minimum or maximum of them. Personal data is nowhere to be queried.`;
  }
}
