/** One stream that text is written to. */
export type Output = {
  readonly write: (text: string) => void;
  /** Resolves when there is room for more: whoever writes much waits for it now and then. */
  readonly flushed: () => Promise<void>;
  /** Width in columns, for wrapping and tables. */
  readonly columns: number;
  readonly isColoured: boolean;
  /** Whether a person reads it as it is written; otherwise a pipe or a file gets it. */
  readonly isTerminal: boolean;
};

/** Asks for lines, one after the other. */
export type Prompt = {
  /** The next line; null when the input has ended. */
  readonly nextLine: (prompt: string) => Promise<string | null>;
  /** Sets what Ctrl-C does from now on. */
  readonly onInterrupt: (listener: () => void) => void;
  readonly close: () => void;
};

/** What a command of the line reads from and writes to: answers to `out`, everything else to `err`. */
export type Terminal = {
  readonly out: Output;
  readonly err: Output;
  /** Whether a person sits at standard input. */
  readonly isInteractive: boolean;
  /** All of standard input. */
  readonly readInput: () => Promise<string>;
  /** Standard input in pieces as they come, instead of `readInput`; it ends at its end or when the signal aborts. */
  readonly readPieces: (signal: AbortSignal) => AsyncIterable<string>;
  readonly openPrompt: () => Prompt;
};
