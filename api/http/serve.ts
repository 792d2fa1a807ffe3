import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

import { getRequestListener } from "@hono/node-server";

import { AppError, toAppError } from "#core";

import { refuseUnreadable, unreadableResponse } from "./refuse-unreadable.ts";

/**
 * How long a client may take to send a request's head, and all of it: who sends a byte now and then to hold connections
 * open is cut off. Answers may take as long as they do.
 */
const defaultPatience: ClientPatience = { headMs: 10_000, requestMs: 30_000 };
/** Milliseconds between two looks at which clients are too slow, for each of patience. */
const looksPerPatience = 4;

export type ClientPatience = { readonly headMs: number; readonly requestMs: number };

/** Time that turns get to say that they were stopped, before their connections are cut. */
const farewellMs = 1_000;

export type RunningServer = {
  /** Where it listens, with the port that was really taken. */
  readonly url: string;
  /** Stops taking connections, lets running requests end for `graceMs`, then stops their turns. Repeatable. */
  readonly close: () => Promise<void>;
  /** Resolves when the server is closed, whoever asked for it. */
  readonly closed: Promise<void>;
};

/**
 * Listens on `host` and `port` (0 takes a free one) until `signal` is aborted or `close` is called.
 * `stopTurns` is called when the grace is over. Throws `PORT_IN_USE`, or `CONFIG_INVALID` where the address
 * cannot be listened on.
 */
export async function startServer(options: {
  readonly app: { readonly fetch: (request: Request) => Response | Promise<Response> };
  readonly host: string;
  readonly port: number;
  readonly signal: AbortSignal;
  readonly graceMs: number;
  readonly stopTurns: () => void;
  /** Left out: 10 s for the head of a request, 30 s for all of it. */
  readonly patience?: ClientPatience;
}): Promise<RunningServer> {
  const { app, host, port, signal, graceMs, stopTurns, patience = defaultPatience } = options;
  const serverOptions = {
    headersTimeout: patience.headMs,
    requestTimeout: patience.requestMs,
    // One without a host is refused by ourselves, with problem details.
    requireHostHeader: false,
    connectionsCheckingInterval: Math.ceil(patience.headMs / looksPerPatience),
  };
  const listener = getRequestListener(app.fetch, { errorHandler: unreadableResponse });
  const server = createServer(serverOptions, (request, response) => void listener(request, response));
  refuseUnreadable(server);
  const connections = trackConnections(server);
  await listen(server, host, port);

  let closing: Promise<void> | undefined;
  const closed = new Promise<void>((resolve) => server.once("close", resolve));
  const close = () => (closing ??= shutDown());
  const shutDown = async () => {
    signal.removeEventListener("abort", onAbort);
    server.close();
    connections.closeIdle();
    if (await endsWithin(closed, graceMs)) return;
    stopTurns();
    if (await endsWithin(closed, farewellMs)) return;
    connections.cutAll();
    await closed;
  };
  const onAbort = () => void close();
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  return { url: urlOf(server, host), close, closed };
}

/** Throws what `startServer` would throw where `host` and `port` cannot be listened on now. */
export async function checkAddress(host: string, port: number): Promise<void> {
  const server = createServer();
  await listen(server, host, port);
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

/**
 * An own account of connections: Node closes those that are idle after a request, but not one that was opened and
 * never used, which browsers and fetch keep in store.
 */
function trackConnections(server: Server) {
  const running = new Map<Socket, number>();
  let isClosing = false;
  server.on("connection", (socket: Socket) => {
    running.set(socket, 0);
    socket.once("close", () => running.delete(socket));
  });
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    running.set(socket, (running.get(socket) ?? 0) + 1);
    response.once("close", () => {
      const left = (running.get(socket) ?? 1) - 1;
      if (running.has(socket)) running.set(socket, left);
      if (isClosing && left === 0) socket.end();
    });
  });
  return {
    closeIdle() {
      isClosing = true;
      for (const [socket, requests] of running) if (requests === 0) socket.destroy();
    },
    cutAll() {
      for (const socket of running.keys()) socket.destroy();
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(listenError(error, host, port));
    server.once("error", onError);
    server.listen(port, host, () => {
      server.off("error", onError);
      resolve();
    });
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): AppError {
  switch (error.code) {
    case "EADDRINUSE":
      return new AppError("PORT_IN_USE", {
        detail: `Something listens on ${host}:${port} already, perhaps another Reckoner.`,
        hint: "Stop it, or choose another port with RECKONER_PORT (0 takes a free one).",
        cause: error,
      });
    case "EACCES":
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new AppError("CONFIG_INVALID", {
        detail: `This machine cannot listen on ${host}:${port} (${error.code}).`,
        hint: "Set RECKONER_HOST to an address of this machine and RECKONER_PORT to a port that you may use.",
        cause: error,
      });
    default:
      return toAppError(error);
  }
}

/** Whether `event` happens within `timeoutMs`. */
async function endsWithin(event: Promise<void>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  const inTime = await Promise.race([event.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
