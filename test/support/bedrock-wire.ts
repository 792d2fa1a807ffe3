import { EventStreamCodec } from "@smithy/eventstream-codec";
import { fromUtf8, toUtf8 } from "@smithy/util-utf8";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";

const codec = new EventStreamCodec(toUtf8, fromUtf8);

/** A block of a request's message, as far as tests look at it. */
export type WireBlock = {
  readonly text?: string;
  readonly toolUse?: { readonly toolUseId: string; readonly name: string; readonly input: unknown };
  readonly toolResult?: {
    readonly toolUseId: string;
    readonly content: readonly unknown[];
    readonly status?: string;
  };
  readonly reasoningContent?: unknown;
  readonly cachePoint?: unknown;
};
export type WireMessage = { readonly role: string; readonly content: readonly WireBlock[] };

/** A request as it arrived. */
export type WireRequest = {
  readonly model: string;
  readonly authorization: string;
  readonly body: {
    readonly messages: readonly WireMessage[];
    readonly system?: readonly WireBlock[];
    readonly inferenceConfig?: Readonly<Record<string, unknown>>;
    readonly toolConfig?: { readonly tools: readonly unknown[]; readonly toolChoice?: unknown };
    readonly additionalModelRequestFields?: unknown;
    readonly guardrailConfig?: unknown;
  };
};

export type WireToolUse = {
  readonly id: string;
  readonly name: string;
  /** The input as it is streamed: JSON, whole or not. */
  readonly json: string;
};

/** What a model says. */
export type WireReply = {
  readonly reasoning?: { readonly text: string; readonly signature: string };
  /** Streamed in these pieces, as one block. */
  readonly text?: readonly string[];
  readonly toolUses?: readonly WireToolUse[];
  readonly stopReason?: string;
  readonly usage?: Readonly<Record<string, number>>;
  /** What goes wrong after the first `afterEvents` events, instead of the rest. */
  readonly breaksOff?: {
    readonly afterEvents: number;
    readonly how: "end" | "tear" | "stall" | "corrupt" | { readonly exception: string };
  };
};

/** An HTTP error before any body; with a `page` it is not Bedrock's, but that of something before it. */
export type WireError = {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly page?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A Bedrock on the wire of this process: replies in the order given, requests kept. */
export type BedrockWire = {
  readonly requests: WireRequest[];
  /** How many replies have fallen silent, with all that came before already sent. */
  stalls(): number;
  /** Adds what is answered next; each serves one request. */
  reply(...replies: readonly (WireReply | WireError)[]): void;
  reset(): void;
  start(): void;
  stop(): void;
};

/**
 * Answers ConverseStream as Bedrock does, through msw, for clients that use Node's `http`. A request that Bedrock
 * would refuse for its form gets a 400 and takes no reply.
 */
export function createBedrockWire(region: string): BedrockWire {
  const requests: WireRequest[] = [];
  let replies: (WireReply | WireError)[] = [];
  let stalled = 0;
  const server = setupServer(
    http.post(
      `https://bedrock-runtime.${region}.amazonaws.com/model/:model/converse-stream`,
      async ({ request, params }) => {
        // The client's own request, typed where tests look at it.
        const body = (await request.json()) as WireRequest["body"];
        requests.push({
          model: decodeURIComponent(String(params["model"])),
          authorization: request.headers.get("authorization") ?? "",
          body,
        });
        const complaint = complaintAbout(body.messages);
        if (complaint !== null) return errorResponse({ status: 400, type: "ValidationException", message: complaint });
        const next = replies.shift();
        if (!next)
          return errorResponse({
            status: 400,
            type: "ValidationException",
            message: "no reply is left",
          });
        return "status" in next ? errorResponse(next) : streamResponse(next, () => (stalled += 1));
      },
    ),
  );
  return {
    requests,
    stalls: () => stalled,
    reply: (...more) => void replies.push(...more),
    reset: () => {
      requests.length = 0;
      stalled = 0;
      replies = [];
    },
    start: () => server.listen({ onUnhandledRequest: "error" }),
    stop: () => server.close(),
  };
}

/** What Bedrock answers 400 to in the form of a conversation; null where it takes it. */
export function complaintAbout(messages: readonly WireMessage[]): string | null {
  if (messages[0]?.role !== "user") return "A conversation must start with a user message.";
  let open: readonly string[] = [];
  for (const [i, { role, content }] of messages.entries()) {
    if (role === messages[i - 1]?.role) return `messages.${i}: roles must alternate between "user" and "assistant"`;
    if (content.length === 0) return `messages.${i}: the content field is empty`;
    if (content.some((block) => block.text !== undefined && block.text.trim() === "")) {
      return `messages.${i}: text content blocks must contain non-whitespace text`;
    }
    const results = content.flatMap((block) => block.toolResult?.toolUseId ?? []);
    if (open.some((id) => !results.includes(id)))
      return `Expected toolResult blocks at messages.${i} for ${open.join()}`;
    if (results.some((id) => !open.includes(id))) return `messages.${i}: toolResult blocks exceed the toolUse blocks`;
    open = content.flatMap((block) => block.toolUse?.toolUseId ?? []);
  }
  return open.length > 0 ? `Expected toolResult blocks at the end for ${open.join()}` : null;
}

function errorResponse(error: WireError): Response {
  if (error.page !== undefined) {
    return new HttpResponse(error.page, { status: error.status, headers: { "content-type": "text/html" } });
  }
  return HttpResponse.json(
    { message: error.message },
    { status: error.status, headers: { "x-amzn-errortype": error.type, ...error.headers } },
  );
}

function streamResponse(reply: WireReply, onStall: () => void): Response {
  const frames = eventsOf(reply).map(([type, payload]) => frame("event", type, payload));
  const { breaksOff } = reply;
  const sent = breaksOff ? frames.slice(0, breaksOff.afterEvents) : frames;
  let next = 0;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      // A turn of the event loop for each frame, so that each arrives by itself, as over a network.
      await new Promise((resolve) => setImmediate(resolve));
      const chunk = sent[next++];
      if (chunk) controller.enqueue(chunk);
      else if (!breaksOff || breaksOff.how === "end") controller.close();
      else if (breaksOff.how === "tear") controller.error(new Error("torn"));
      else if (breaksOff.how === "stall") {
        onStall();
        await new Promise(() => {});
      } else {
        controller.enqueue(
          breaksOff.how === "corrupt"
            ? corrupted(frame("event", "contentBlockDelta", { contentBlockIndex: 0, delta: { text: "x" } }))
            : frame("exception", breaksOff.how.exception, { message: "of account 123456789012" }),
        );
        controller.close();
      }
    },
  });
  return new HttpResponse(body, {
    headers: { "content-type": "application/vnd.amazon.eventstream" },
  });
}

function eventsOf(reply: WireReply): (readonly [type: string, payload: unknown])[] {
  const events: (readonly [string, unknown])[] = [["messageStart", { role: "assistant" }]];
  let contentBlockIndex = 0;
  const block = (deltas: readonly unknown[], start?: unknown) => {
    if (start !== undefined) events.push(["contentBlockStart", { contentBlockIndex, start }]);
    for (const delta of deltas) events.push(["contentBlockDelta", { contentBlockIndex, delta }]);
    events.push(["contentBlockStop", { contentBlockIndex }]);
    contentBlockIndex += 1;
  };
  if (reply.reasoning) {
    const { text, signature } = reply.reasoning;
    block([{ reasoningContent: { text } }, { reasoningContent: { signature } }]);
  }
  if (reply.text) block(reply.text.map((text) => ({ text })));
  for (const { id, name, json } of reply.toolUses ?? []) {
    // In two pieces: the input of a real call never comes in one.
    const middle = Math.ceil(json.length / 2);
    const pieces = json === "" ? [""] : [json.slice(0, middle), json.slice(middle)];
    block(
      pieces.map((input) => ({ toolUse: { input } })),
      { toolUse: { toolUseId: id, name } },
    );
  }
  events.push(["messageStop", { stopReason: reply.stopReason ?? (reply.toolUses ? "tool_use" : "end_turn") }]);
  events.push([
    "metadata",
    {
      usage: reply.usage ?? { inputTokens: 10, outputTokens: 5, totalTokens: 15 },
      metrics: { latencyMs: 1 },
    },
  ]);
  return events;
}

function frame(kind: "event" | "exception", type: string, payload: unknown): Uint8Array<ArrayBuffer> {
  const encoded = codec.encode({
    headers: {
      ":message-type": { type: "string", value: kind },
      [`:${kind}-type`]: { type: "string", value: type },
      ":content-type": { type: "string", value: "application/json" },
    },
    body: fromUtf8(JSON.stringify(payload)),
  });
  return new Uint8Array(encoded);
}

/** The frame with a wrong checksum. */
function corrupted(good: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const bad = new Uint8Array(good);
  bad[bad.length - 1] = (bad.at(-1) ?? 0) ^ 0xff;
  return bad;
}
