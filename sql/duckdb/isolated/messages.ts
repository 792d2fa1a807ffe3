import { z } from "zod";

import { errorTable, type ErrorCode } from "#core";

/** What a query process is told. It does one query at a time, so answers need no number. */
export type ProcessCommand =
  /** The first one: which file to serve, and how. */
  | { readonly type: "open"; readonly settings: ProcessSettings }
  | { readonly type: "run"; readonly sql: string; readonly count: number }
  /** Ends the query under way; without effect where there is none. */
  | { readonly type: "stop" };

export type ProcessSettings = {
  readonly databasePath: string;
  readonly memoryMb: number;
  /** DuckDB's own threads. */
  readonly threads: number;
  /** The operating system's priority, 0 (normal) … 19 (whatever time is left over). */
  readonly niceness: number;
};

const failure = z.object({
  code: z.string().refine((code): code is ErrorCode => Object.hasOwn(errorTable, code)),
  detail: z.string(),
  hint: z.string(),
});

/** What a query process says. An `AppError` does not survive the copy between processes, so its parts are sent. */
export const processMessageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("broken"), failure }),
  z.object({
    type: z.literal("rows"),
    rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  }),
  z.object({ type: z.literal("stopped") }),
  z.object({ type: z.literal("outgrown") }),
  z.object({ type: z.literal("failed"), failure }),
]);

export type ProcessMessage = z.infer<typeof processMessageSchema>;
export type ProcessFailure = z.infer<typeof failure>;
