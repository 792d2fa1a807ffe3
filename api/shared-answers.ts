import type { Answer } from "#agent";
import type { Role } from "#core";
import type { Domain } from "#knowledge";
import { createGuard } from "#sql";

/** Tools whose evidence holds every query that they ran; of any other it cannot be told what they read. */
const toldWhole: ReadonlySet<string> = new Set([
  "query_athena",
  "get_feature_stats",
  "describe_model",
  "search_knowledge",
]);

/**
 * Tells whether an answer may be given to everybody of a role. What is told of persons' confidential columns is held
 * against what the same person was told before (docs/decisions/0012), which an answer out of another person's memory
 * would pass by: such an answer, and one of which it cannot be told, is its asker's own.
 */
export function createShareJudge(domain: Domain): (answer: Answer, role: Role) => boolean {
  const guard = createGuard({ domain });
  const columns = domain.tables.flatMap((table) =>
    table.columns.map(({ name, privacy }) => ({ key: `${table.name}.${name}`, name, privacy })),
  );
  const guarded = columns.filter(({ privacy }) => privacy === "confidential" || privacy === "restricted");
  const keys = new Set(guarded.map(({ key }) => key));
  const names = new RegExp(`\\b(?:${guarded.map(({ name }) => name).join("|")})\\b`, "i");
  const readsNothingGuarded = (sql: string, role: Role) => {
    try {
      const checked = guard.check({ sql, role, maxRows: 1 });
      return checked.populations.length === 0 && !checked.columns.some((column) => keys.has(column));
    } catch {
      // What cannot be read cannot be told.
      return false;
    }
  };
  return (answer, role) =>
    answer.evidence.every(
      ({ tool, sql, input }) =>
        toldWhole.has(tool) &&
        (guarded.length === 0 || !names.test(JSON.stringify(input))) &&
        (sql === null || sql.split("\n\n").every((statement) => readsNothingGuarded(statement, role))),
    );
}
