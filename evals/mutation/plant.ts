import type { createOfflineAnalyst } from "#agent";
import type { createTools } from "#tools";

import type { Found } from "./fault.ts";

type Model = ReturnType<typeof createOfflineAnalyst>;
type Tool = ReturnType<typeof createTools>[number];

/** Where the block beside the text begins. */
const tailFence = /\n*```reckoner\b/;

/** The model, whose final texts are changed on their way out; the same model without a change. */
export function plantInReplies(model: Model, change: ((text: string) => string) | undefined): Model {
  if (!change) return model;
  const changed = (text: string) => {
    const at = text.search(tailFence);
    return at < 0 ? change(text) : change(text.slice(0, at)) + text.slice(at);
  };
  const generate: Model["_generate"] = async (messages, options) => {
    const result = await model._generate(messages, options);
    for (const generation of result.generations) {
      const { message } = generation;
      if (message.text !== "") message.content = generation.text = changed(message.text);
    }
    return result;
  };
  // The whole text in one piece: what is changed may hang on words further on.
  const stream: Model["_streamResponseChunks"] = async function* (messages, options, runManager) {
    const chunks = [];
    for await (const chunk of model._streamResponseChunks(messages, options)) chunks.push(chunk);
    const text = changed(chunks.map((chunk) => chunk.text).join(""));
    for (const [place, chunk] of chunks.entries()) {
      chunk.text = place === 0 ? text : "";
      chunk.message.content = chunk.text;
      yield chunk;
      if (chunk.text !== "")
        await runManager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, { chunk });
    }
  };
  return new Proxy(model, {
    get(target, key, receiver) {
      if (key === "_generate") return generate;
      if (key === "_streamResponseChunks") return stream;
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
}

/** The tool, whose findings are changed on their way out. */
export function plantInTool(tool: Tool, change: (found: Found) => Found): Tool {
  const invoke = async (...given: Parameters<Tool["invoke"]>) => {
    const message: unknown = await tool.invoke(...given);
    if (hasFindings(message)) message.artifact = change(message.artifact);
    return message;
  };
  return new Proxy(tool, {
    get(target, key, receiver) {
      return key === "invoke" ? invoke : (Reflect.get(target, key, receiver) as unknown);
    },
  });
}

function hasFindings(message: unknown): message is { artifact: Found } {
  return (
    typeof message === "object" &&
    message !== null &&
    "artifact" in message &&
    typeof message.artifact === "object" &&
    message.artifact !== null
  );
}
