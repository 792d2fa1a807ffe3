import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A span as it came over the wire. */
export type ReceivedSpan = {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first span of a trace. */
  readonly parentSpanId: string;
  /** As OTLP counts them: 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly durationMs: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 0 unset, 1 ok, 2 error. */
  readonly status: number;
};

/** What takes traces on the loopback. */
export type OtlpCollector = {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  readonly spans: ReceivedSpan[];
  readonly resources: Readonly<Record<string, unknown>>[];
  readonly headers: Readonly<Record<string, unknown>>[];
  /** All that came, as text in which a planted word would be found. */
  readonly wire: () => string;
  readonly close: () => Promise<void>;
};

/** Takes OTLP over HTTP with protobuf and reads it by its own decoder. */
export async function startOtlpCollector(): Promise<OtlpCollector> {
  const bodies: Buffer[] = [];
  const spans: ReceivedSpan[] = [];
  const resources: Readonly<Record<string, unknown>>[] = [];
  const headers: Readonly<Record<string, unknown>>[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    bodies.push(body);
    headers.push({ ...request.headers, path: request.url });
    for (const resourceSpans of all(readMessage(body), 1)) {
      const [resource] = all(resourceSpans, 1);
      if (resource) resources.push(attributesOf(resource, 1));
      for (const scope of all(resourceSpans, 2)) spans.push(...all(scope, 2).map(toSpan));
    }
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    resources,
    headers,
    wire: () => Buffer.concat(bodies).toString("latin1"),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Fields of a protobuf message by their number (https://protobuf.dev/programming-guides/encoding/). */
type Message = ReadonlyMap<number, readonly (bigint | Buffer)[]>;

function readMessage(bytes: Buffer): Message {
  const fields = new Map<number, (bigint | Buffer)[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number) => bytes.subarray(at, (at += length));
  while (at < bytes.length) {
    const key = Number(varint());
    const wireType = key & 7;
    const value =
      wireType === 0 ? varint() : wireType === 1 ? take(8) : wireType === 5 ? take(4) : take(Number(varint()));
    const number = key >>> 3;
    fields.set(number, [...(fields.get(number) ?? []), value]);
  }
  return fields;
}

function all(message: Message, field: number): Message[] {
  return (message.get(field) ?? []).map((value) => readMessage(value as Buffer));
}

function bytesOf(message: Message, field: number): Buffer {
  return (message.get(field)?.[0] as Buffer | undefined) ?? Buffer.alloc(0);
}

/** opentelemetry/proto/trace/v1/trace.proto, message Span. */
function toSpan(span: Message): ReceivedSpan {
  const [status] = all(span, 15);
  const nanoseconds = bytesOf(span, 8).readBigUInt64LE() - bytesOf(span, 7).readBigUInt64LE();
  return {
    name: bytesOf(span, 5).toString(),
    traceId: bytesOf(span, 1).toString("hex"),
    spanId: bytesOf(span, 2).toString("hex"),
    parentSpanId: bytesOf(span, 4).toString("hex"),
    kind: Number(span.get(6)?.[0] ?? 0n),
    durationMs: Number(nanoseconds) / 1e6,
    attributes: attributesOf(span, 9),
    status: Number(status?.get(3)?.[0] ?? 0n),
  };
}

/** KeyValue is key 1, value 2. */
function attributesOf(message: Message, field: number): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    all(message, field).map((pair) => [bytesOf(pair, 1).toString(), valueOf(readMessage(bytesOf(pair, 2)))]),
  );
}

/** AnyValue: string 1, bool 2, int 3, double 4, array 5. */
function valueOf(value: Message): unknown {
  if (value.has(1)) return bytesOf(value, 1).toString();
  if (value.has(2)) return value.get(2)?.[0] === 1n;
  if (value.has(3)) return Number(BigInt.asIntN(64, value.get(3)?.[0] as bigint));
  if (value.has(4)) return bytesOf(value, 4).readDoubleLE();
  return all(readMessage(bytesOf(value, 5)), 1).map(valueOf);
}
