import { createChatModel } from "#agent";
import { AppError, loadConfig, type Logger } from "#core";

import { createJudge, type Judge } from "./create-judge.ts";

/** A judge that is ready to be asked, and what it is called. */
export type OpenJudge = { readonly judge: Judge; readonly model: { readonly provider: string; readonly name: string } };

/**
 * The judge that `setting` names in the form of MODEL, with the environment's other settings. Throws `CONFIG_INVALID`,
 * and `USAGE` for the offline analyst, which answers questions and judges nothing.
 */
export async function openJudge(
  setting: string,
  env: Readonly<Record<string, string | undefined>>,
  deps: { readonly directory: string; readonly log: Logger; readonly signal: AbortSignal },
): Promise<OpenJudge> {
  const { chatModel: chosen, limits } = loadConfig({ ...env, MODEL: setting }, deps.directory);
  const chatModel = await createChatModel(chosen, {
    idleTimeoutMs: limits.modelIdleTimeoutMs,
    createOffline: () => {
      throw new AppError("USAGE", { detail: "The offline analyst cannot judge.", hint: "Name a model with --judge." });
    },
    log: deps.log,
  });
  const { provider, name } = chatModel;
  return { judge: await createJudge(chatModel, deps.signal), model: { provider, name } };
}
