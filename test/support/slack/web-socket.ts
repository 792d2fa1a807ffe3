import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** The server's end of one WebSocket (RFC 6455), for text messages without extensions. */
export type ServerSocket = {
  readonly send: (text: string) => void;
  readonly close: () => void;
};

const opcodes = { text: 1, close: 8, ping: 9, pong: 10 };
/** RFC 6455, section 1.3. */
const acceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Answers an upgrade request and reads messages until the other side closes. */
export function acceptWebSocket(
  request: IncomingMessage,
  stream: Duplex,
  on: { readonly message: (text: string) => void; readonly close: () => void },
): ServerSocket {
  const key = `${request.headers["sec-websocket-key"] ?? ""}${acceptSuffix}`;
  stream.write(
    [
      "HTTP/1.1 101 Switching Protocols",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Accept: ${createHash("sha1").update(key).digest("base64")}`,
      "\r\n",
    ].join("\r\n"),
  );
  let rest: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  stream.on("data", (data: Buffer) => {
    rest = Buffer.concat([rest, data]);
    for (let frame = readFrame(rest); frame !== null; frame = readFrame(rest)) {
      rest = rest.subarray(frame.bytes);
      if (frame.opcode === opcodes.close) {
        stream.end(frameOf(opcodes.close, frame.payload));
      } else if (frame.opcode === opcodes.ping) {
        stream.write(frameOf(opcodes.pong, frame.payload));
      } else if (frame.opcode < opcodes.close) {
        parts.push(frame.payload);
        if (!frame.isLast) continue;
        on.message(Buffer.concat(parts).toString("utf8"));
        parts = [];
      }
    }
  });
  stream.on("close", on.close);
  stream.on("error", () => stream.destroy());
  return {
    send: (text) => void stream.write(frameOf(opcodes.text, Buffer.from(text))),
    close: () => void stream.end(frameOf(opcodes.close, Buffer.from([0x03, 0xe8]))),
  };
}

type Frame = { readonly opcode: number; readonly isLast: boolean; readonly payload: Buffer; readonly bytes: number };

/** The first whole frame, unmasked (section 5.2); null where more bytes are needed. */
function readFrame(data: Buffer): Frame | null {
  if (data.length < 2) return null;
  const [first = 0, second = 0] = data;
  const short = second & 0x7f;
  const [length, lengthBytes] =
    short < 126
      ? [short, 0]
      : short === 126
        ? [data.length < 4 ? Number.POSITIVE_INFINITY : data.readUInt16BE(2), 2]
        : [data.length < 10 ? Number.POSITIVE_INFINITY : Number(data.readBigUInt64BE(2)), 8];
  const isMasked = (second & 0x80) !== 0;
  const start = 2 + lengthBytes + (isMasked ? 4 : 0);
  if (data.length < start + length) return null;
  const mask = data.subarray(start - 4, start);
  const payload = Buffer.from(data.subarray(start, start + length));
  if (isMasked) payload.forEach((byte, index) => (payload[index] = byte ^ (mask[index % 4] ?? 0)));
  return { opcode: first & 0x0f, isLast: (first & 0x80) !== 0, payload, bytes: start + length };
}

function frameOf(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (length >= 65_536) head.writeBigUInt64BE(BigInt(length), 2);
  else if (length >= 126) head.writeUInt16BE(length, 2);
  return Buffer.concat([head, payload]);
}
