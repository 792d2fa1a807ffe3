import type { RunnableConfig } from "@langchain/core/runnables";
import { tool, type StructuredToolInterface } from "@langchain/core/tools";
import type { z } from "zod";

import type { EvidenceDraft } from "./evidence-draft.ts";
import { modelTextOf, type ModelView } from "./model-text.ts";
import { parseToolInput } from "./parse-tool-input.ts";
import { withholdPersonalData } from "./withhold-personal-data.ts";

/**
 * A LangChain tool whose message holds the capped text for the model and, as its artifact, the whole evidence
 * (an `EvidenceDraft`), both without personal data. Input that does not fit the schema is told to the model as `TOOL_INPUT_INVALID`.
 */
export function createEvidenceTool<Schema extends z.ZodObject>(options: {
  readonly name: string;
  readonly description: string;
  readonly schema: Schema;
  /** What the language model is shown of the tables, where that is not the usual. */
  readonly view?: ModelView;
  readonly run: (input: z.output<Schema>, signal: AbortSignal | undefined) => Promise<EvidenceDraft>;
}): StructuredToolInterface {
  return tool(
    async (input: unknown, config: RunnableConfig) => {
      const draft = withholdPersonalData(await options.run(parseToolInput(options, input), config.signal));
      return [modelTextOf(draft, options.view), draft];
    },
    {
      name: options.name,
      description: options.description,
      schema: options.schema,
      responseFormat: "content_and_artifact",
    },
  );
}
