import type { Prompt, Terminal } from "../../api/cli/terminal.ts";

type Options = {
  readonly isInteractive?: boolean;
  readonly columns?: number;
  readonly isColoured?: boolean;
  /** Whether a person reads the output as it is written. */
  readonly isTerminal?: boolean;
  /** All of standard input. */
  readonly input?: string;
  /** Lines that a person types; the input ends after the last. */
  readonly lines?: readonly string[];
};

/** A terminal that keeps what is written, and whose person types `lines` and can press Ctrl-C. */
export function buildTerminal(options: Options = {}) {
  const {
    isInteractive = false,
    columns = 80,
    isColoured = false,
    isTerminal = false,
    input = "",
    lines = [],
  } = options;
  const written = { out: "", err: "" };
  const typed = [...lines];
  let interrupt = () => {};
  const prompt: Prompt = {
    nextLine: async () => typed.shift() ?? null,
    onInterrupt: (listener) => {
      interrupt = listener;
    },
    close: () => {},
  };
  const output = (name: "out" | "err") => ({
    write: (text: string) => {
      written[name] += text;
    },
    flushed: async () => {},
    columns,
    isColoured,
    isTerminal,
  });
  const terminal: Terminal = {
    out: output("out"),
    err: output("err"),
    isInteractive,
    readInput: async () => input,
    readPieces: async function* () {
      yield* input.match(/[^]{1,7}/g) ?? [];
    },
    openPrompt: () => prompt,
  };
  return { terminal, written, pressCtrlC: () => interrupt() };
}
