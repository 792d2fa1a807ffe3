import { Client as NewClient, StreamableHTTPClientTransport as NewHttp } from "@modelcontextprotocol/client";
import { StdioClientTransport as NewStdio } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldStdio } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as OldHttp } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

/** What a call gave, as both generations of the protocol have it. */
export type CallResult = {
  readonly text: string;
  readonly isError: boolean;
  readonly structured: Readonly<Record<string, unknown>> | undefined;
  readonly picture?: { readonly type: string; readonly bytes: Uint8Array };
};

/** The parts of a client that the tests use, the same over both generations. */
export type TestClient = {
  readonly protocol: string | undefined;
  readonly tools: () => Promise<readonly { readonly name: string }[]>;
  readonly call: (name: string, input: Readonly<Record<string, unknown>>, options?: CallOptions) => Promise<CallResult>;
  readonly resources: () => Promise<readonly { readonly uri: string; readonly description?: string }[]>;
  readonly read: (uri: string) => Promise<string>;
  readonly prompts: () => Promise<
    readonly { readonly name: string; readonly arguments?: readonly { readonly name: string }[] }[]
  >;
  readonly prompt: (name: string, values?: Readonly<Record<string, string>>) => Promise<string>;
  readonly close: () => Promise<void>;
};

type CallOptions = {
  readonly onprogress?: (step: { message?: string; progress: number }) => void;
  readonly signal?: AbortSignal;
};

/** The generations of the protocol that clients speak. */
export const generations = ["new", "old"] as const;
export type Generation = (typeof generations)[number];

/** How a server is reached: through an app's `fetch`, or as a process of its own. */
export type Reach =
  | { readonly fetch: (request: Request) => Response | Promise<Response> }
  | { readonly command: string; readonly args: string[]; readonly env: Record<string, string>; readonly cwd: string };

const info = { name: "test", version: "1" };

/** A connected client of a generation: 2026-07-28 with the client of the SDK's version 2, 2025-11-25 with that of version 1. */
export function connect(generation: Generation, reach: Reach): Promise<TestClient> {
  return generation === "new" ? connectNew(reach) : connectOld(reach);
}

const address = new URL("http://localhost/mcp");

function fetchOf(reach: Extract<Reach, { fetch: unknown }>) {
  return async (url: string | URL, init?: RequestInit) => reach.fetch(new Request(url, init));
}

async function connectNew(reach: Reach): Promise<TestClient> {
  const client = new NewClient(info, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
  await client.connect("fetch" in reach ? new NewHttp(address, { fetch: fetchOf(reach) }) : new NewStdio(reach));
  return {
    ...shared(client),
    protocol: client.getNegotiatedProtocolVersion(),
    call: async (name, input, options) => resultOf(await client.callTool({ name, arguments: { ...input } }, options)),
  };
}

async function connectOld(reach: Reach): Promise<TestClient> {
  const client = new OldClient(info);
  const transport = "fetch" in reach ? new OldHttp(address, { fetch: fetchOf(reach) }) : new OldStdio(reach);
  await client.connect(transport);
  return {
    ...shared(client),
    protocol: "protocolVersion" in transport ? transport.protocolVersion : undefined,
    call: async (name, input, options) =>
      resultOf(await client.callTool({ name, arguments: { ...input } }, undefined, options)),
  };
}

function shared(client: OldClient | NewClient): Omit<TestClient, "protocol" | "call"> {
  return {
    tools: async () => (await client.listTools()).tools,
    resources: async () => (await client.listResources()).resources,
    read: async (uri) => {
      const [first] = (await client.readResource({ uri })).contents;
      return first && "text" in first ? first.text : "";
    },
    prompts: async () => (await client.listPrompts()).prompts,
    prompt: async (name, values) => {
      const [first] = (await client.getPrompt({ name, arguments: { ...values } })).messages;
      return first?.content.type === "text" ? first.content.text : "";
    },
    close: () => client.close(),
  };
}

function resultOf(result: Readonly<Record<string, unknown>>): CallResult {
  const { content, isError, structuredContent } = result as {
    readonly content?: readonly {
      readonly type: string;
      readonly text?: string;
      readonly data?: string;
      readonly mimeType?: string;
    }[];
    readonly isError?: boolean;
    readonly structuredContent?: Record<string, unknown>;
  };
  const parts = content ?? [];
  const text = parts.flatMap((part) => part.text ?? []).join("\n");
  const image = parts.find((part) => part.type === "image");
  return {
    text,
    isError: isError === true,
    structured: structuredContent,
    ...(image && { picture: { type: image.mimeType ?? "", bytes: Buffer.from(image.data ?? "", "base64") } }),
  };
}
