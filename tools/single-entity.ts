import { AppError, may } from "#core";
import { inputColumns, type Column, type Domain } from "#knowledge";

import type { ToolDeps } from "./deps.ts";
import type { Lookups } from "./lookups.ts";
import type { InputRow } from "./served-model.ts";
import { literal } from "./sql-text.ts";

/** Throws `ENTITY_ID_MALFORMED` where the id cannot be one. */
export function checkEntityId(domain: Domain, id: string): void {
  if (new RegExp(domain.entity.pattern).test(id)) return;
  throw new AppError("ENTITY_ID_MALFORMED", {
    detail: `${JSON.stringify(id.slice(0, 40))} is not a ${domain.entity.singular} id.`,
    hint: `An id looks like ${domain.entity.example}.`,
  });
}

/** What is told of an id that the snapshot does not hold. */
export function entityNotFound(domain: Domain, id: string): AppError {
  return new AppError("ENTITY_NOT_FOUND", {
    detail: `${id} is not among the ${domain.entity.plural} of this snapshot.`,
    hint: "Check the id; a row that failed validation is not scored.",
  });
}

/** The columns of one customer that the person may see. */
export function visibleColumns({ domain, role }: Pick<ToolDeps, "domain" | "role">): readonly Column[] {
  return domain.resultColumns.filter(
    (column) => column.role !== "explanation" && (column.privacy !== "confidential" || may(role, "see-confidential")),
  );
}

/** One customer's columns that the person may see, by name; null where the id is not in the data. */
export async function visibleEntity(deps: ToolDeps, id: string, lookups: Lookups): Promise<InputRow | null> {
  const { domain } = deps;
  const visible = visibleColumns(deps);
  const result = await lookups.run(
    `SELECT ${visible.map((column) => column.name).join(", ")} FROM ${domain.results.table} WHERE ${domain.entity.column} = ${literal(id)}`,
  );
  const row = result.rows[0];
  return row ? Object.fromEntries(result.columns.map((column, index) => [column.name, row[index] ?? null])) : null;
}

/**
 * The protected inputs that the models need to predict again for one customer. They are read with a steward's rights
 * and may leave the tools only inside a prediction: no row of them is evidence.
 */
export async function protectedInputs(deps: ToolDeps, id: string, signal: AbortSignal | undefined): Promise<InputRow> {
  const { domain } = deps;
  const columns = inputColumns(domain).filter((column) => column.privacy === "confidential");
  if (columns.length === 0) return {};
  const result = await deps.runQuery({
    sql: `SELECT ${columns.map((column) => column.name).join(", ")} FROM ${domain.results.table} WHERE ${domain.entity.column} = ${literal(id)}`,
    role: "steward",
    signal,
  });
  const row = result.rows[0] ?? [];
  return Object.fromEntries(result.columns.map((column, index) => [column.name, row[index] ?? null]));
}
