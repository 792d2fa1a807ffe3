import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";

import { AppError } from "#core";

import { messageSchema, replyOf, type Reply } from "./reply.ts";

/** A server of chat completions on this machine's loopback, and how to stop it. */
export type GullibleServer = { readonly baseUrl: string; readonly close: () => Promise<void> };

const requestSchema = z.object({ messages: z.array(messageSchema), stream: z.boolean().default(false) });
const longestRequest = 5_000_000;

/**
 * Serves the gullible model (`replyOf`) in the form of OpenAI's chat completions, so that the product speaks to it as to
 * any other: nothing of the product is replaced. Reachable from this machine only.
 */
export async function serveGullible(): Promise<GullibleServer> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new AppError("INTERNAL", { detail: "The gullible model has no port.", hint: "Run the evals again." });
  }
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += String(chunk);
    if (text.length > longestRequest) {
      response.writeHead(413).end();
      return;
    }
  }
  const parsed = requestSchema.safeParse(JSON.parse(text));
  if (!parsed.success) {
    response
      .writeHead(400, { "content-type": "application/json" })
      .end(JSON.stringify({ error: parsed.error.message }));
    return;
  }
  const { messages, stream } = parsed.data;
  const reply = replyOf(messages);
  // Each call of a conversation has an id of its own.
  const message = messageOf(reply, messages.length);
  const finish = reply.kind === "query" ? "tool_calls" : "stop";
  const common = { id: "gullible", created: 0, model: "gullible" };
  if (!stream) {
    const choices = [{ index: 0, message: { role: "assistant", ...message }, finish_reason: finish }];
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ ...common, object: "chat.completion", choices }));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (delta: object, finishReason: string | null) => {
    const choices = [{ index: 0, delta, finish_reason: finishReason }];
    response.write(`data: ${JSON.stringify({ ...common, object: "chat.completion.chunk", choices })}\n\n`);
  };
  send({ role: "assistant", ...message }, null);
  send({}, finish);
  response.end("data: [DONE]\n\n");
}

function messageOf(reply: Reply, place: number): object {
  if (reply.kind === "text") return { content: reply.text };
  const call = { name: "query_athena", arguments: JSON.stringify({ sql: reply.sql, purpose: "As told" }) };
  return { content: null, tool_calls: [{ index: 0, id: `call_${place}`, type: "function", function: call }] };
}
