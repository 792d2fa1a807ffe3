import type { BaseMessage } from "@langchain/core/messages";
import type { RunnableInterface } from "@langchain/core/runnables";

/** What a model is called by its provider: the inference profile on Bedrock, the model's name elsewhere. */
export function nameOfModel(model: RunnableInterface<never, unknown>): string {
  const name: unknown = Reflect.get(model, "model");
  return typeof name === "string" ? name : model.getName();
}

/** Which model gave the reply, as the `completeReplies` middleware noted it; null where it did not. */
export function modelNameOf(message: BaseMessage): string | null {
  const name: unknown = Reflect.get(message.response_metadata, "model_name");
  return typeof name === "string" ? name : null;
}
