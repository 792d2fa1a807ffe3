import type { CallToolResult, McpServer, ServerContext } from "@modelcontextprotocol/server";
import { z } from "zod";

import type { Answer, Principal, TurnEvent } from "#agent";
import { parseToolInput } from "#tools";

import { collectAnswer } from "../collect-answer.ts";
import { parseQuestion, threadIdPattern } from "../parse-question.ts";
import { describedInput } from "./described-input.ts";
import { toErrorResult } from "./error-words.ts";
import type { McpDeps } from "./mcp-deps.ts";
import { readOnly } from "./register-analyst-tools.ts";
import { answerText, structuredAnswer, structuredAnswerSchema } from "./structured-answer.ts";

const name = "ask";
const schema = z.strictObject({
  question: z.string().describe("The question in plain words, as the person asked it"),
  thread: z
    .string()
    .regex(threadIdPattern, "must be 1 to 64 letters, digits, - or _")
    .optional()
    .describe("The conversation to go on with, as an earlier answer names it; left out, a new one begins"),
  fresh: z.boolean().optional().describe("Answer anew, even where the answer to this question is remembered"),
  picture: z.boolean().optional().describe("Give the answer's chart as a picture, too, for a person to look at"),
});

/** `ask`: a whole turn of the analyst, with its checks; each step of it is told as progress where the client wants it. */
export function registerAskTool(server: McpServer, deps: McpDeps, principal: Principal): void {
  server.registerTool(
    name,
    {
      title: "Ask the analyst",
      description: [
        "Asks Reckoner's analyst a question about the customers, the predictions, the models or the data, in plain words.",
        "Gives an answer whose every number is checked against what was looked up, with its caveats, the queries behind it,",
        "and the id of the conversation, for questions that go on from it.",
        "Where it is not sure what is meant it asks back; where the data does not hold the answer it says so.",
      ].join(" "),
      inputSchema: describedInput(schema),
      outputSchema: structuredAnswerSchema,
      annotations: { ...readOnly, idempotentHint: false },
    },
    async (input, context) => {
      try {
        return await answer(deps, principal, input, context);
      } catch (thrown) {
        return toErrorResult(thrown);
      }
    },
  );
}

async function answer(
  deps: McpDeps,
  principal: Principal,
  input: unknown,
  { mcpReq }: ServerContext,
): Promise<CallToolResult> {
  const asked = parseToolInput({ name, schema }, input);
  const question = parseQuestion(asked.question, deps.limits.questionChars);
  const events = deps.runTurn({
    thread: asked.thread ?? deps.ids("thread"),
    question,
    principal,
    channel: "mcp",
    ...(asked.fresh === true && { fresh: true }),
    signal: AbortSignal.any([mcpReq.signal, deps.signal]),
  });
  const given = await collectAnswer(withProgress(events, mcpReq));
  const picture = asked.picture === true ? await pictureOf(deps, given, mcpReq.signal) : [];
  return {
    content: [{ type: "text", text: answerText(given) }, ...picture],
    structuredContent: structuredAnswer(given),
  };
}

/** The answer's chart, where it has one that can be drawn: an answer without its picture is one all the same. */
async function pictureOf(
  { drawPicture }: McpDeps,
  answer: Answer,
  signal: AbortSignal,
): Promise<CallToolResult["content"]> {
  const picture = await drawPicture?.(answer, { theme: "light", signal }).catch(() => null);
  if (!picture) return [];
  return [{ type: "image", data: Buffer.from(picture.png).toString("base64"), mimeType: "image/png" }];
}

/** Passes the events on, and tells of each step first: a client must have heard of all of them before the answer. */
async function* withProgress(
  events: AsyncIterable<TurnEvent>,
  { _meta, notify }: ServerContext["mcpReq"],
): AsyncGenerator<TurnEvent> {
  const progressToken = _meta?.progressToken;
  let progress = 0;
  for await (const event of events) {
    const message = stepOf(event);
    if (progressToken !== undefined && message !== null) {
      progress += 1;
      // A client that is gone hears nothing; its signal, not this, ends the turn.
      await notify({ method: "notifications/progress", params: { progressToken, progress, message } }).catch(() => {});
    }
    yield event;
  }
}

function stepOf(event: TurnEvent): string | null {
  switch (event.type) {
    case "tool-start":
      return `${event.name} …`;
    case "tool-end":
      return event.ok ? event.summary : `${event.name}: ${event.summary}`;
    default:
      return null;
  }
}
