import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { addUser, appMethods } from "./app-methods.ts";
import type { Json } from "./check-elements.ts";
import { createFaults, type Fault } from "./faults.ts";
import { fileMethods } from "./file-methods.ts";
import { contentOf, messageMethods } from "./message-methods.ts";
import { Refusal, type Method } from "./method.ts";
import { readArguments, readBytes, uploadedBytes } from "./read-arguments.ts";
import { readableText } from "./readable-text.ts";
import { createSocketMode, type SocketMode } from "./socket-mode.ts";
import { streamMethods } from "./stream-methods.ts";
import {
  createWorkspace,
  directChannelOf,
  type KeptFile,
  type KeptMessage,
  type Workspace,
  type WorkspaceUser,
} from "./workspace.ts";

/** A call of the Web API as it came, also one that was refused. */
export type SlackCall = { readonly method: string; readonly args: Json; readonly token: string; readonly answer: Json };

/** A message as a person sees it. */
export type SeenMessage = Pick<KeptMessage, "ts" | "threadTs" | "shownTo" | "blocks"> & {
  readonly text: string;
  /** The message's own text: what stands in a notification. */
  readonly fallback: string;
  readonly files: readonly string[];
};

/** A Slack on loopback that keeps what is sent to it and holds it to Slack's limits. */
export type FakeSlack = {
  /** Where clients find the Web API, for `slackApiUrl`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly workspace: Workspace;
  readonly calls: readonly SlackCall[];
  readonly callsOf: (method: string) => readonly Json[];
  readonly addUser: (user: Omit<WorkspaceUser, "isBot">) => void;
  /** What `user` sees in a channel, in order; everyone's view where no user is named. */
  readonly seen: (
    channel: string,
    options?: { readonly user?: string; readonly thread?: string },
  ) => readonly SeenMessage[];
  /** The same in a person's direct messages with the app. */
  readonly seenDirectly: (user: string) => readonly SeenMessage[];
  readonly files: () => readonly KeptFile[];
  /** The next `times` calls of the method go wrong. */
  readonly failNext: (method: string, fault: Fault, times?: number) => void;
  /** From now on messages with such blocks are refused. */
  readonly refuseBlocks: (...types: readonly string[]) => void;
  /** Ends every stream, as Slack does after five minutes. */
  readonly expireStreams: () => void;
  /** An address that takes messages for an interaction, five times at most. */
  readonly responseUrl: (channel: string, user: string) => string;
  readonly socketMode: SocketMode;
  readonly close: () => Promise<void>;
};

/** Response addresses take so many messages. */
const mostResponses = 5;

/** Starts the fake on a free port; `U1` (ada) is there, and the channel `C1`. */
export async function startFakeSlack(): Promise<FakeSlack> {
  const workspace = createWorkspace();
  addUser(workspace, { id: "U1", name: "ada", email: "ada@example.com" });
  const calls: SlackCall[] = [];
  const faults = createFaults();
  const responses = new Map<string, { readonly channel: string; readonly user: string; left: number }>();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  const tokens = { bot: "xoxb-fake", app: "xapp-fake" };
  const socketMode = createSocketMode(server, { appId: workspace.appId, url: `ws://127.0.0.1:${port}/link` });
  const methods: Readonly<Record<string, Method>> = {
    ...messageMethods,
    ...streamMethods,
    ...appMethods,
    ...fileMethods(() => baseUrl),
    "apps.connections.open": () => ({ url: socketMode.newLink() }),
  };

  const call = (name: string, args: Json, token: string): Json => {
    const method = methods[name];
    if (!method) return { ok: false, error: "unknown_method" };
    const wanted = name === "apps.connections.open" ? tokens.app : tokens.bot;
    if (token !== wanted) return { ok: false, error: token === "" ? "not_authed" : "invalid_auth" };
    try {
      return { ok: true, ...method(args, workspace) };
    } catch (thrown) {
      if (thrown instanceof Refusal) return refusalOf(thrown);
      throw thrown;
    }
  };

  const answerMethod = async (name: string, request: IncomingMessage, response: ServerResponse) => {
    const { args, token } = await readArguments(request);
    const fault = faults.take(name);
    if (fault !== null && "retryAfterSeconds" in fault) {
      calls.push({ method: name, args, token, answer: { ok: false, error: "ratelimited" } });
      return send(
        response,
        429,
        { ok: false, error: "ratelimited" },
        { "retry-after": String(fault.retryAfterSeconds) },
      );
    }
    if (fault !== null && "status" in fault) {
      calls.push({ method: name, args, token, answer: { ok: false, error: "internal_error" } });
      return send(response, fault.status, { ok: false, error: "internal_error" });
    }
    const given = fault === null ? call(name, args, token) : { ok: false, error: fault.error };
    calls.push({ method: name, args, token, answer: given });
    return send(response, 200, given);
  };

  const answerResponseUrl = async (id: string, request: IncomingMessage, response: ServerResponse) => {
    const address = responses.get(id);
    if (!address || address.left === 0) return send(response, 404, { ok: false, error: "used_url" });
    const { args } = await readArguments(request);
    calls.push({ method: "response_url", args, token: "", answer: { ok: true } });
    try {
      address.left -= 1;
      const { text, blocks } = contentOf(args, workspace);
      workspace.messages.push({
        channel: address.channel,
        ts: workspace.nextTs(),
        threadTs: typeof args.thread_ts === "string" ? args.thread_ts : null,
        user: workspace.botUserId,
        text,
        blocks,
        shownTo: args.response_type === "in_channel" ? null : address.user,
        stream: null,
        files: [],
      });
      return send(response, 200, { ok: true });
    } catch (thrown) {
      if (thrown instanceof Refusal) return send(response, 400, refusalOf(thrown));
      throw thrown;
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, kind = "", name = ""] = (request.url ?? "").split("?")[0]?.split("/") ?? [];
    if (kind === "api") return answerMethod(name, request, response);
    if (kind === "response") return answerResponseUrl(name, request, response);
    const upload = kind === "upload" ? workspace.uploads.get(name) : undefined;
    if (!upload) return send(response, 404, { ok: false });
    upload.bytes = await uploadedBytes(request.headers["content-type"] ?? "", await readBytes(request));
    return send(response, 200, { ok: true });
  };

  const seen: FakeSlack["seen"] = (channel, { user, thread } = {}) =>
    workspace.messages
      .filter((one) => one.channel === channel && (one.shownTo === null || one.shownTo === user))
      .filter((one) => thread === undefined || one.threadTs === thread || one.ts === thread)
      .map((one) => ({
        ts: one.ts,
        threadTs: one.threadTs,
        shownTo: one.shownTo,
        blocks: one.blocks,
        text: readableText(one),
        fallback: one.text,
        files: one.files.map((file) => file.name),
      }));

  return {
    apiUrl: `${baseUrl}/api/`,
    botToken: tokens.bot,
    appToken: tokens.app,
    signingSecret: "fake-signing-secret",
    workspace,
    calls,
    callsOf: (method) => calls.filter((one) => one.method === method).map((one) => one.args),
    addUser: (user) => addUser(workspace, user),
    seen,
    seenDirectly: (user) => seen(directChannelOf(user), { user }),
    files: () => [...workspace.files.values()],
    failNext: faults.add,
    refuseBlocks: (...types) => types.forEach((type) => workspace.refusedBlockTypes.add(type)),
    expireStreams: () => {
      for (const { stream } of workspace.messages) if (stream) stream.isOpen = false;
    },
    responseUrl: (channel, user) => {
      const id = workspace.nextId("R");
      responses.set(id, { channel, user, left: mostResponses });
      return `${baseUrl}/response/${id}`;
    },
    socketMode,
    close: async () => {
      socketMode.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function refusalOf({ code, message }: Refusal): Json {
  return {
    ok: false,
    error: code,
    ...(message !== "" && { response_metadata: { messages: [`[ERROR] ${message}`] } }),
  };
}

function send(response: ServerResponse, status: number, body: Json, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
