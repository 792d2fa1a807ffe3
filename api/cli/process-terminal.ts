import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import type { ReadStream, WriteStream } from "node:tty";

import type { Output, Prompt, Terminal } from "./terminal.ts";

/** Columns where none are known: a pipe, a file. */
const defaultColumns = 100;
const narrowest = 20;

type InputStream = NodeJS.ReadableStream & Partial<Pick<ReadStream, "isTTY">> & { readonly destroy?: () => unknown };
type OutputStream = NodeJS.WritableStream &
  Partial<Pick<WriteStream, "isTTY" | "columns" | "hasColors" | "writableNeedDrain">>;

/** The terminal over a process's own streams, or any others. */
export function createProcessTerminal(streams: {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}): Terminal {
  const { stdin, stdout, stderr } = streams;
  return {
    out: outputOf(stdout),
    err: outputOf(stderr),
    isInteractive: stdin.isTTY === true,
    readInput: () => text(stdin),
    readPieces: (signal) => readPieces(stdin, signal),
    openPrompt: () => openPrompt(stdin, stderr),
  };
}

function outputOf(stream: OutputStream): Output {
  return {
    write: (chunk) => void stream.write(chunk),
    flushed: async () => {
      if (stream.writableNeedDrain) await once(stream, "drain");
    },
    // A getter, since a window can be resized.
    get columns() {
      return Math.max(narrowest, stream.columns || defaultColumns);
    },
    // hasColors honours NO_COLOR, FORCE_COLOR and TERM=dumb.
    isColoured: stream.isTTY === true && stream.hasColors?.() === true,
  };
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
