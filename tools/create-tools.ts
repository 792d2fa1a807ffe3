import type { StructuredToolInterface } from "@langchain/core/tools";

import type { ToolDeps } from "./deps.ts";
import { createDescribeModelTool } from "./describe-model.ts";
import { createExplainDifferenceTool } from "./explain-difference.ts";
import { createExplainPredictionTool } from "./explain-prediction.ts";
import { createGetFeatureStatsTool } from "./get-feature-stats.ts";
import { createQueryAthenaTool } from "./query-athena.ts";
import { createRunFacts } from "./run-facts.ts";
import { createSearchKnowledgeTool } from "./search-knowledge.ts";
import { createSimulateChangeTool } from "./simulate-change.ts";

/**
 * Everything the analyst may call, for one role's rights. What they look up of the run itself is kept with them, so a
 * set is made once for a role and used for every turn.
 */
export function createTools(deps: ToolDeps): StructuredToolInterface[] {
  const facts = createRunFacts(deps);
  return [
    createQueryAthenaTool(deps),
    createGetFeatureStatsTool(deps),
    createExplainPredictionTool(deps, facts),
    createExplainDifferenceTool(deps),
    createSimulateChangeTool(deps, facts),
    createDescribeModelTool(deps),
    createSearchKnowledgeTool(deps),
  ];
}
