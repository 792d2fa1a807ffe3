import type { Server } from "node:http";

import { isJson, type Json } from "./check-elements.ts";
import { acceptWebSocket, type ServerSocket } from "./web-socket.ts";

/** Slack's end of Socket Mode: links that apps open, envelopes that they acknowledge. */
export type SocketMode = {
  /** An address that takes one connection. */
  readonly newLink: () => string;
  /** Resolves once an app is connected. */
  readonly connected: () => Promise<void>;
  /** Sends an envelope to the app that is connected; resolves with the payload of its acknowledgement. */
  readonly send: (type: "events_api" | "slash_commands" | "interactive", payload: Json) => Promise<Json>;
  /** Asks the app to connect again, and closes its link. */
  readonly disconnect: () => void;
  readonly close: () => void;
};

export function createSocketMode(
  server: Server,
  { appId, url }: { readonly appId: string; readonly url: string },
): SocketMode {
  const tickets = new Set<string>();
  const sockets = new Set<ServerSocket>();
  const waiting = new Map<string, (payload: Json) => void>();
  let waitingForApp: (() => void)[] = [];
  let count = 0;
  server.on("upgrade", (request, stream) => {
    const ticket = new URL(request.url ?? "", url).searchParams.get("ticket") ?? "";
    if (!tickets.delete(ticket)) {
      stream.destroy();
      return;
    }
    const socket = acceptWebSocket(request, stream, {
      message: (text) => {
        const reply: unknown = JSON.parse(text);
        if (!isJson(reply)) return;
        const id = String(reply.envelope_id);
        waiting.get(id)?.(isJson(reply.payload) ? reply.payload : {});
        waiting.delete(id);
      },
      close: () => sockets.delete(socket),
    });
    sockets.add(socket);
    socket.send(JSON.stringify({ type: "hello", num_connections: sockets.size, connection_info: { app_id: appId } }));
    for (const resolve of waitingForApp) resolve();
    waitingForApp = [];
  });
  return {
    newLink: () => {
      const ticket = `ticket-${++count}`;
      tickets.add(ticket);
      return `${url}?ticket=${ticket}`;
    },
    connected: () =>
      sockets.size > 0 ? Promise.resolve() : new Promise((resolve) => waitingForApp.push(() => resolve())),
    send: (type, payload) =>
      new Promise((resolve, reject) => {
        const [socket] = sockets;
        if (!socket) {
          reject(new Error("no app is connected"));
          return;
        }
        const id = `envelope-${++count}`;
        waiting.set(id, resolve);
        socket.send(
          JSON.stringify({ envelope_id: id, type, payload, accepts_response_payload: type !== "events_api" }),
        );
      }),
    disconnect: () => {
      for (const socket of sockets) {
        socket.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
        socket.close();
      }
    },
    close: () => {
      for (const socket of sockets) socket.close();
    },
  };
}
