import { AppError, type Clock } from "#core";

import type { Message } from "./notice.ts";
import type { TargetSpec } from "./rules.ts";
import { createSendToSlack } from "./send-to-slack.ts";
import { createSendToWebhook } from "./send-to-webhook.ts";

/**
 * Delivers one message. Throws `ALERT_UNDELIVERED` where a later try may succeed, and `CONFIG_INVALID` where the target
 * refused it for good (a wrong token, a channel that is not there).
 */
export type SendMessage = (message: Message, signal: AbortSignal) => Promise<void>;

/** The sender for a target; secrets are read from the environment by the names that the rules give. Throws `CONFIG_INVALID`. */
export function createSendMessage(
  name: string,
  target: TargetSpec,
  deps: { readonly env: Readonly<Record<string, string | undefined>>; readonly clock: Clock },
): SendMessage {
  const secretFrom = (variable: string): string => {
    const value = deps.env[variable];
    if (value !== undefined && value !== "") return value;
    throw new AppError("CONFIG_INVALID", {
      detail: `The alerts' target ${name} needs ${variable}, which is not set.`,
      hint: `Set ${variable}, or take the target out of the rules.`,
    });
  };
  if ("slack" in target) return createSendToSlack(name, target.slack, secretFrom(target.slack.tokenFrom));
  if ("webhook" in target) {
    const { url, secretFrom: variable } = target.webhook;
    return createSendToWebhook(name, { url, secret: secretFrom(variable), clock: deps.clock });
  }
  return sendToSnsOnDemand(name, target.sns.topic);
}

/** AWS's SDK is loaded only when there is something to publish. */
function sendToSnsOnDemand(name: string, topic: string): SendMessage {
  let sender: Promise<SendMessage> | undefined;
  return async (message, signal) => {
    sender ??= import("./send-to-sns.ts").then(({ createSendToSns }) => createSendToSns(name, topic));
    return (await sender)(message, signal);
  };
}
