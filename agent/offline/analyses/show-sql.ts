import type { Analysis } from "../reading/analysis.ts";
import { listOf } from "../telling/format.ts";
import { tellerOf } from "./index.ts";
import { draft, type Teller } from "./teller.ts";

/** The queries behind the answer before, run once more so that they can be cited. */
export const showSql: Teller<Extract<Analysis, { kind: "show-sql" }>> = {
  calls: (analysis, telling, found) => tellerOf(analysis.of).calls(analysis.of, telling, found),
  tell: (_, __, found) => {
    const statements = found.flatMap(({ id, evidence }) =>
      evidence?.sql ? [`${evidence.title} [${id}]:\n\n\`\`\`sql\n${evidence.sql}\n\`\`\``] : [],
    );
    return statements.length > 0
      ? draft(`These are the queries behind that answer.\n\n${statements.join("\n\n")}`)
      : draft(
          `That answer came from no query but from ${listOf(found.map(({ id, evidence }) => `${evidence?.title ?? "a tool"} [${id}]`))}.`,
        );
  },
};
