import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

export type TrinoRequest = {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
};

/** An answer; `tear` breaks the connection, `break` does so in the middle of an answer, `stall` never answers. */
export type TrinoReply =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly text: string }
  | "tear"
  | "break"
  | "stall";

export type TrinoServer = {
  readonly baseUrl: string;
  /** Every request so far. */
  readonly requests: TrinoRequest[];
  readonly close: () => Promise<void>;
};

/** A server on loopback that answers as it is told. Texts of more than 100 bytes go compressed where that is accepted. */
export async function startTrinoServer(
  answer: (request: TrinoRequest) => TrinoReply | Promise<TrinoReply>,
): Promise<TrinoServer> {
  const requests: TrinoRequest[] = [];
  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await readRequest(incoming);
    requests.push(request);
    const reply = await answer(request);
    if (reply === "tear") return void incoming.socket.destroy();
    if (reply === "stall") return;
    if (reply === "break") {
      response.writeHead(200, { "content-type": "application/json" });
      return void response.write('{"id": "', () => incoming.socket.destroy());
    }
    const compressed = reply.text.length > 100 && String(incoming.headers["accept-encoding"]).includes("gzip");
    response.writeHead(reply.status ?? 200, {
      "content-type": "application/json",
      ...(compressed ? { "content-encoding": "gzip" } : {}),
      ...reply.headers,
    });
    response.end(compressed ? gzipSync(reply.text) : reply.text);
  };
  // A client that goes away in the middle ends its request, and nothing else.
  const server = createServer((incoming, response) => void handle(incoming, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is an object
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<TrinoRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer); // a request without an encoding set gives buffers
  return {
    method: incoming.method ?? "",
    path: incoming.url ?? "",
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, value?.toString()])),
    body: Buffer.concat(chunks).toString("utf8"),
  };
}
