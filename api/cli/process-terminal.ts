import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import type { ReadStream, WriteStream } from "node:tty";

import type { Output, Prompt, Terminal } from "./terminal.ts";

/** Columns where none are known: a pipe, a file. */
const defaultColumns = 100;
const narrowest = 20;

type Environment = Readonly<Record<string, string | undefined>>;
type InputStream = NodeJS.ReadableStream & Partial<Pick<ReadStream, "isTTY">> & { readonly destroy?: () => unknown };
type OutputStream = NodeJS.WritableStream &
  Partial<Pick<WriteStream, "isTTY" | "columns" | "hasColors" | "writableNeedDrain">>;

/** The terminal over a process's own streams, or any others. */
export function createProcessTerminal(streams: {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Where NO_COLOR, FORCE_COLOR and TERM are looked up; left out: they are not there. */
  readonly env?: Environment;
}): Terminal {
  const { stdin, stdout, stderr, env = {} } = streams;
  return {
    out: outputOf(stdout, env),
    err: outputOf(stderr, env),
    isInteractive: stdin.isTTY === true,
    readInput: () => text(stdin),
    readPieces: (signal) => readPieces(stdin, signal),
    openPrompt: () => openPrompt(stdin, stderr),
  };
}

function outputOf(stream: OutputStream, env: Environment): Output {
  return {
    write: (chunk) => void stream.write(chunk),
    flushed: async () => {
      if (stream.writableNeedDrain) await once(stream, "drain");
    },
    // A getter, since a window can be resized.
    get columns() {
      return Math.max(narrowest, stream.columns || defaultColumns);
    },
    isColoured: isColoured(stream, env),
    isTerminal: stream.isTTY === true,
  };
}

/** FORCE_COLOR wins over NO_COLOR, as in Node; where neither is said, a terminal that has colours gets them. */
function isColoured(stream: OutputStream, env: Environment): boolean {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  return stream.isTTY === true && stream.hasColors?.({ ...env }) === true;
}

async function* readPieces(input: InputStream, signal: AbortSignal): AsyncGenerator<string> {
  // A decoder of its own keeps the bytes of one character together.
  const decoder = new TextDecoder();
  const stop = () => void input.destroy?.();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const piece of input) {
      yield typeof piece === "string" ? piece : decoder.decode(piece, { stream: true });
    }
  } catch (error) {
    // An input that was closed at the abort has ended early.
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Lines that come while nobody waits for them are kept for the next question. */
function openPrompt(input: InputStream, output: OutputStream): Prompt {
  const lines: string[] = [];
  let waiting: ((line: string | null) => void) | null = null;
  let interrupt = () => {};
  let isClosed = false;
  const reader = createInterface({ input, output, terminal: input.isTTY === true });
  const give = (line: string | null) => {
    const receiver = waiting;
    waiting = null;
    receiver?.(line);
  };
  reader.on("line", (line) => (waiting ? give(line) : lines.push(line)));
  reader.on("SIGINT", () => {
    interrupt();
    if (waiting) reader.prompt();
  });
  reader.on("close", () => {
    isClosed = true;
    give(null);
  });
  return {
    nextLine(prompt) {
      const kept = lines.shift();
      if (kept !== undefined) return Promise.resolve(kept);
      if (isClosed) return Promise.resolve(null);
      return new Promise((resolve) => {
        waiting = resolve;
        reader.setPrompt(prompt);
        reader.prompt();
      });
    },
    onInterrupt(listener) {
      interrupt = listener;
    },
    close: () => reader.close(),
  };
}
