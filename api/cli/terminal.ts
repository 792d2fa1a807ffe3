/** One stream that text is written to. */
export type Output = {
  readonly write: (text: string) => void;
  /** Width in columns, for wrapping and tables. */
  readonly columns: number;
  readonly isColoured: boolean;
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
  readonly openPrompt: () => Prompt;
};
