import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** Stands for bytes that are no UTF-8; a line that holds it is malformed. */
export const replacementCharacter = "\uFFFD";

/**
 * A file that is UTF-8 throughout: `file` itself when it is, else `copy`, written with every broken sequence
 * replaced. DuckDB's CSV reader stops at broken bytes, or drops their lines without a trace.
 */
export async function asUtf8(file: string, copy: string, signal: AbortSignal): Promise<string> {
  if (await isUtf8(file, signal)) return file;
  const decoder = new TextDecoder("utf-8");
  await pipeline(
    createReadStream(file),
    async function* decode(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
      yield decoder.decode();
    },
    createWriteStream(copy),
    { signal },
  );
  return copy;
}

async function isUtf8(file: string, signal: AbortSignal): Promise<boolean> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const chunk of createReadStream(file, { signal, highWaterMark: 1 << 20 })) {
      decoder.decode(chunk, { stream: true });
    }
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
