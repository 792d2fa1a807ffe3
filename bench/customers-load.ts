import { connect } from "node:net";

/**
 * The clients of `bench/customers.ts`, in a process of their own: so many connections at once, each of which asks for the
 * next path as soon as the last has come. They speak HTTP/1.1 by themselves, as little of it as it takes, since Node's
 * client would need more of a core than the server. Reads a `Load` as JSON from standard input and prints what came of it:
 * `times` in milliseconds, ascending, `wallMs` and `bytes` as JSON.
 */
type Load = {
  readonly port: number;
  readonly paths: readonly string[];
  readonly connections: number;
  readonly requestsEach: number;
  /** Lines of the request's head. */
  readonly headers: readonly string[];
};

const statusLine = /^HTTP\/1\.1 (200|304) /;
const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
// Our own parent wrote it.
const load = JSON.parse(Buffer.concat(chunks).toString()) as Load;
const times: number[] = [];
let bytes = 0;
const startMs = performance.now();
await Promise.all(Array.from({ length: load.connections }, (_, number) => client(number)));
const wallMs = performance.now() - startMs;
process.stdout.write(JSON.stringify({ times: times.toSorted((a, b) => a - b), wallMs, bytes }));

function client(number: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: load.port, noDelay: true });
    let turn = 0;
    let askedMs = 0;
    /** Bytes that are still to come of the response; null before its head. */
    let missing: number | null = null;
    const ask = () => {
      const path = load.paths[(number * load.requestsEach + turn) % load.paths.length] ?? "/";
      askedMs = performance.now();
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${load.port}\r\n${load.headers.join("")}\r\n`);
    };
    socket.on("connect", ask);
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      bytes += chunk.length;
      missing = missing === null ? bytesAfterHead(chunk) : missing - chunk.length;
      if (missing > 0) return;
      missing = null;
      times.push(performance.now() - askedMs);
      turn += 1;
      if (turn < load.requestsEach) return ask();
      socket.destroy();
      resolve();
    });
  });
}

/** How much of the body is not in this chunk, which holds the whole head: the server writes both at once. */
function bytesAfterHead(chunk: Buffer): number {
  const end = chunk.indexOf("\r\n\r\n");
  const head = chunk.subarray(0, end).toString("latin1");
  if (end < 0 || !statusLine.test(head)) throw new RangeError(head.slice(0, 200));
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  return length - (chunk.length - end - 4);
}
