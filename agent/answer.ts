import { z } from "zod";

const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const tableShape = {
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(valueSchema)),
  rowCount: z.int(),
  truncated: z.boolean(),
};

export const evidenceSchema = z.object({
  id: z.string(),
  tool: z.string(),
  title: z.string(),
  input: z.record(z.string(), z.unknown()),
  sql: z.string().nullable(),
  queryId: z.string().nullable(),
  ...tableShape,
  scannedBytes: z.number(),
  elapsedMs: z.number(),
  more: z.record(z.string(), z.object(tableShape)),
  notices: z.array(z.string()),
  /** The verified query that the SQL is, whatever its parameters. */
  verified: z.object({ id: z.string(), title: z.string() }).nullable().default(null),
});

export const claimSchema = z.object({
  /** The numeral or name as written. */
  text: z.string(),
  kind: z.enum(["number", "name"]),
  /** Offset of its first character in the answer's text. */
  start: z.int(),
  /**
   * traced: a value of the evidence, as it is or rounded. derived: a stated function of such values.
   * given: said by the person, part of a query, or a definition of the domain. untraced: none of these.
   */
  status: z.enum(["traced", "derived", "given", "untraced"]),
  /** Ids of the evidence it rests on. */
  evidence: z.array(z.string()),
  /** How it was found, for a person: "e1, mean_score, row 2". */
  how: z.string(),
});

export const chartKinds = ["bar", "line", "histogram", "contributions"] as const;
export const chartSchema = z.strictObject({
  kind: z.enum(chartKinds),
  title: z.string().min(1).max(120),
  /** The evidence whose rows are drawn. */
  evidence: z.string().regex(/^e\d+$/),
  /** Name of a further table of that evidence; its main table where null. */
  table: z.string().nullable().default(null),
  x: z.string(),
  y: z.string(),
  /** Columns that hold the ends of an interval around y. */
  low: z.string().nullable().default(null),
  high: z.string().nullable().default(null),
});

export const caveatKinds = [
  "not-causal",
  "small-group",
  "stale-data",
  "drift",
  "truncated",
  "low-confidence",
  "simulated",
] as const;
export const caveatSchema = z.object({ kind: z.enum(caveatKinds), text: z.string() });

export const outcomes = ["answered", "asked-back", "not-understood", "not-in-data", "refused"] as const;

export const answerSchema = z.object({
  id: z.string(),
  thread: z.string(),
  question: z.string(),
  /** Markdown; `[e1]` cites evidence. */
  text: z.string(),
  /** answered: as asked. The others say why not; the text says it in words. */
  outcome: z.enum(outcomes),
  evidence: z.array(evidenceSchema),
  claims: z.array(claimSchema),
  chart: chartSchema.nullable(),
  caveats: z.array(caveatSchema),
  followUps: z.array(z.string()),
  verification: z.object({
    numbers: z.int(),
    names: z.int(),
    traced: z.int(),
    derived: z.int(),
    given: z.int(),
    untraced: z.int(),
    /** Whether the model was asked once to mend its text. */
    repaired: z.boolean(),
    /** What the checks changed or found, in plain words. */
    notes: z.array(z.string()),
  }),
  model: z.object({ provider: z.string(), name: z.string() }),
  dataset: z.object({
    runId: z.string(),
    snapshotDate: z.string(),
    modelVersions: z.record(z.string(), z.string()),
  }),
  usage: z.object({
    inputTokens: z.int(),
    outputTokens: z.int(),
    cacheReadTokens: z.int(),
    cacheWriteTokens: z.int(),
    scannedBytes: z.number(),
    /** US dollars for tokens; 0 where the model costs none, null where its price is not known. */
    costUsd: z.number().nullable(),
  }),
  timing: z.object({
    startedAt: z.string(),
    totalMs: z.number(),
    toolMs: z.number(),
    checkMs: z.number(),
  }),
  /** Which earlier answer this one repeats and when that was finished (ISO 8601); null where it was made afresh. */
  cached: z.object({ answerId: z.string(), finishedAt: z.string() }).nullable().default(null),
});

export type Claim = z.infer<typeof claimSchema>;
export type Chart = z.infer<typeof chartSchema>;
export type Caveat = z.infer<typeof caveatSchema>;
export type Outcome = (typeof outcomes)[number];
/** What a turn ends in: the checked text and everything it rests on. */
export type Answer = z.infer<typeof answerSchema>;
