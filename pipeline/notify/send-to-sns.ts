import { PublishCommand, SNSClient, SNSServiceException } from "@aws-sdk/client-sns";
import { NodeHttpHandler } from "@smithy/node-http-handler";

import type { Message } from "./notice.ts";
import { refused, undelivered } from "./post.ts";
import type { SendMessage } from "./send-message.ts";

const requestTimeoutMs = 10_000;

/** Characters that a subject may have; it goes into e-mails and must be one line of ASCII. */
const subjectChars = 100;

/**
 * Publishes messages to an SNS topic, whose region is in its ARN; credentials and endpoint come from where the AWS SDK
 * looks for them. On a FIFO topic the message's id keeps a second delivery out.
 */
export function createSendToSns(name: string, topic: string): SendMessage {
  const region = topic.split(":")[3] ?? "";
  const client = new SNSClient({
    region,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ requestTimeout: requestTimeoutMs, throwOnRequestTimeout: true }),
  });
  return async (message, signal) => {
    const { alert, id, link } = message;
    try {
      await client.send(
        new PublishCommand({
          TopicArn: topic,
          Subject: subjectOf(message),
          Message: link === null ? alert.text : `${alert.text}\n\nAsk the analyst: ${link}`,
          MessageAttributes: { kind: { DataType: "String", StringValue: alert.kind } },
          ...(topic.endsWith(".fifo") && { MessageGroupId: alert.kind, MessageDeduplicationId: id }),
        }),
        { abortSignal: signal },
      );
    } catch (error) {
      signal.throwIfAborted();
      throw isRefusal(error) ? refused(name, nameOf(error), error) : undelivered(name, nameOf(error), error);
    }
  };
}

function subjectOf({ alert }: Message): string {
  const words = `Reckoner: ${alert.kind.replaceAll("-", " ")} (${alert.subject})`;
  return words.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, subjectChars);
}

/** Whether SNS itself said no, and would again. */
function isRefusal(error: unknown): boolean {
  return error instanceof SNSServiceException && error.$fault === "client" && !error.$retryable && !isThrottling(error);
}

function isThrottling({ name }: Error): boolean {
  return /Throttl|TooManyRequests/.test(name);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown error";
}
