import { z } from "zod";

import { createVerifiedMatcher } from "#sql";

import { createEvidenceTool } from "./create-tool.ts";
import type { ToolDeps } from "./deps.ts";
import { provenanceOf, tableOf } from "./evidence-draft.ts";

/**
 * `query_athena`: rows of one read-only query over the tables open to the analyst, through the guard; marked where it
 * is a verified query.
 */
export function createQueryAthenaTool(deps: ToolDeps) {
  const { domain } = deps;
  const matchVerified = createVerifiedMatcher(domain);
  return createEvidenceTool({
    name: "query_athena",
    description: [
      `Runs ONE read-only SQL query (SELECT or WITH, Athena/Trino dialect) over the batch results of ${domain.title}.`,
      `Main table: ${domain.results.table}, one row a ${domain.entity.singular}. Aggregate in SQL: compute means, counts, shares, differences,`,
      "intervals and ratios there instead of in your head, and name the computed columns plainly.",
      "Returns the rows (capped) with what was withheld. A refusal says which part of the query to mend.",
    ].join(" "),
    schema: z.strictObject({
      sql: z.string().min(1).max(16_000).describe("One query in Athena's dialect"),
      purpose: z.string().min(1).max(200).describe("What the query looks up, in a few plain words"),
    }),
    run: async ({ sql, purpose }, signal) => {
      const startedMs = deps.clock.monotonicMs();
      const result = await deps.runQuery({ sql, role: deps.role, signal });
      const verified = matchVerified(sql)?.query;
      return {
        tool: "query_athena",
        title: purpose,
        input: { sql, purpose },
        ...tableOf(result),
        more: {},
        ...provenanceOf([result], startedMs, deps.clock),
        verified: verified ? { id: verified.id, title: verified.title } : null,
      };
    },
  });
}
