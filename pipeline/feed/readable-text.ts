import { isUtf8 } from "node:buffer";
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** Stands for what cannot be read; a line that holds it is malformed. */
export const replacementCharacter = "\uFFFD";

/** Bytes looked at at a time. A line that fills a chunk from end to end is none: it is cut to one replacement. */
const chunkBytes = 1 << 20;

const lineFeed = 0x0a;

/**
 * Bytes that DuckDB's CSV reader takes for an end of the text, a field or a line: the carriage return too, which in a
 * file of mixed line ends makes lines that are not there.
 */
const forbiddenBytes = [0x00, 0x01, 0x0d];

/**
 * A file that DuckDB can read line by line without losing any: `file` itself when it is UTF-8 without control bytes,
 * carriage returns or endless lines; else `copy`, with line ends of one kind and everything else of those replaced.
 * DuckDB's reader stops at such places, or drops what follows on the line without a trace.
 */
export async function asReadableText(file: string, copy: string, signal: AbortSignal): Promise<string> {
  if (await isReadable(file, signal)) return file;
  await pipeline(createReadStream(file, { highWaterMark: chunkBytes }), replaceUnreadable, createWriteStream(copy), {
    signal,
  });
  return copy;
}

async function isReadable(file: string, signal: AbortSignal): Promise<boolean> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { signal, highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    const lastEnd = chunk.lastIndexOf(lineFeed);
    if (lastEnd < 0 && chunk.length === chunkBytes) return false;
    const lines = Buffer.concat([rest, chunk.subarray(0, lastEnd + 1)]);
    if (!areLinesReadable(lines)) return false;
    rest = lastEnd < 0 ? Buffer.concat([rest, chunk]) : chunk.subarray(lastEnd + 1);
  }
  return areLinesReadable(rest);
}

function areLinesReadable(lines: Buffer): boolean {
  return isUtf8(lines) && !forbiddenBytes.some((byte) => lines.includes(byte));
}

async function* replaceUnreadable(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8");
  let rest = "";
  for await (const chunk of chunks) {
    const decoded = decoder.decode(chunk, { stream: true });
    if (!decoded.includes("\n") && chunk.length === chunkBytes) {
      rest = replacementCharacter;
      continue;
    }
    const text = rest + decoded;
    // A last carriage return waits for the line feed that may follow it.
    const end = text.endsWith("\r") ? text.length - 1 : text.length;
    yield withReplacements(text.slice(0, end));
    rest = text.slice(end);
  }
  yield withReplacements((rest + decoder.decode()).replace(/\r$/, ""));
}

function withReplacements(text: string): string {
  return text
    .replaceAll("\u0000", replacementCharacter)
    .replaceAll("\u0001", replacementCharacter)
    .replaceAll("\r\n", "\n")
    .replaceAll("\r", replacementCharacter);
}
