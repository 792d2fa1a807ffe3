import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

import { RequestError } from "@hono/node-server";

import { AppError, toAppError } from "#core";

import { problemOf } from "./problem.ts";

type Refusal = { readonly status: number; readonly reason: string; readonly error: AppError };

/**
 * What comes before any route: a request that is no HTTP, too slow or too large in its head gets problem details as
 * everything else does, and its connection is closed. No more is told than which of these it was.
 */
export function refuseUnreadable(server: Server): void {
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === "ECONNRESET" || !socket.writable || isAnswering(socket)) {
      socket.destroy();
      return;
    }
    socket.end(renderRefusal(refusalOf(error.code)));
  });
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    const error = badRequest("What the header Expect asks for is not done here.", "Leave the header out.");
    response.writeHead(417, { "Content-Type": "application/problem+json", Connection: "close" });
    response.end(JSON.stringify(problemOf(error, { instance: request.url ?? "", requestId: "", status: 417 })));
  });
}

/** The answer to a request whose target or host cannot be read; INTERNAL for what is no fault of the request. */
export function unreadableResponse(thrown: unknown): Response {
  const error =
    thrown instanceof RequestError
      ? badRequest("The request's target or host cannot be read.", "Send a path, and the server's name as Host.")
      : toAppError(thrown);
  const problem = problemOf(error, { instance: "", requestId: "" });
  const headers = { "Content-Type": "application/problem+json", Connection: "close" };
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

/** Whether a response is already on its way, so that nothing may be written between. */
function isAnswering(socket: Socket): boolean {
  // Node's own mark of the response that a connection is for; its default listener asks the same.
  const message = Reflect.get(socket, "_httpMessage") as ServerResponse | null | undefined;
  return message?.headersSent ?? false;
}

function refusalOf(code: string | undefined): Refusal {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return {
        status: 408,
        reason: "Request Timeout",
        error: badRequest("The request came too slowly.", "Send it again, all at once."),
      };
    case "HPE_HEADER_OVERFLOW":
      return {
        status: 431,
        reason: "Request Header Fields Too Large",
        error: new AppError("REQUEST_TOO_LARGE", {
          detail: "The address and headers of the request are too long.",
          hint: "Send a shorter address and fewer headers, 16 kB in all.",
        }),
      };
    default:
      return { status: 400, reason: "Bad Request", error: badRequest("This is no HTTP request.", "Speak HTTP/1.1.") };
  }
}

function renderRefusal({ status, reason, error }: Refusal): string {
  const body = JSON.stringify(problemOf(error, { instance: "", requestId: "", status }));
  const lines = [
    `HTTP/1.1 ${status} ${reason}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

function badRequest(detail: string, hint: string): AppError {
  return new AppError("BAD_REQUEST", { detail, hint });
}
