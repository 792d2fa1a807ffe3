import type { StructuredToolInterface } from "@langchain/core/tools";

import type { ToolDeps } from "./deps.ts";
import { createDescribeModelTool } from "./describe-model.ts";
import { createExplainPredictionTool } from "./explain-prediction.ts";
import { createGetFeatureStatsTool } from "./get-feature-stats.ts";
import { createQueryAthenaTool } from "./query-athena.ts";
import { createSimulateChangeTool } from "./simulate-change.ts";
import { createSearchKnowledgeTool } from "./search-knowledge.ts";

/** Everything the analyst may call, for one person's rights. */
export function createTools(deps: ToolDeps): StructuredToolInterface[] {
  return [
    createQueryAthenaTool(deps),
    createGetFeatureStatsTool(deps),
    createExplainPredictionTool(deps),
    createSimulateChangeTool(deps),
    createDescribeModelTool(deps),
    createSearchKnowledgeTool(deps),
  ];
}
