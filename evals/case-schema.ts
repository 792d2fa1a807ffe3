import { z } from "zod";

import { caveatNames, outcomeNames } from "./outcomes.ts";
import { conditionSchema } from "./truth/spec/condition.ts";
import { truthSourceSchema } from "./truth/truth-source.ts";

/** How a figure is told, and so how its numeral is read and how far it may be off. */
/** measure: a column whose dictionary may tell it as a number, a percentage or dollars. */
export const units = ["score", "share", "correlation", "count", "number", "usd", "measure"] as const;
export type Unit = (typeof units)[number];

const pattern = z.string().refine(isPattern, "must be a regular expression");
const patterns = z.array(pattern);

/** `table.column` of a truth with one row, or `table.row name.column`. */
const reference = z.string().regex(/^[a-z_0-9-]+(\.[^.]+)?\.[a-z_0-9]+$/, "must be table.column or table.name.column");
/** A reference, where needed with a unit of its own. */
const readingSchema = z.union([
  reference.transform((of) => ({ of, unit: undefined })),
  z.strictObject({ of: reference, unit: z.enum(units) }),
]);
const readings = z.union([readingSchema.transform((one) => [one]), z.array(readingSchema).min(1)]);
const references = z.union([reference.transform((one) => [one]), z.array(reference).min(1)]);
const tables = z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1)]);

/** How a verdict is said, and what is said only by who holds another. */
const verdictWordsSchema = z.strictObject({ any: patterns, not: patterns.default([]) });

const toleranceSchema = z.strictObject({
  /** In the figure's unit. */
  absolute: z.number().nonnegative().default(0),
  /** Of the truth. */
  relative: z.number().nonnegative().default(0),
});

const common = {
  /** Names the expectation in the report; unique in its case. */
  id: z.string().regex(/^[a-z0-9-]+$/),
  weight: z.number().positive().default(1),
  /** Whether the case can pass without it. */
  required: z.boolean().default(true),
};

/** What can be expected of an answer. Each kind has its scorer in `scorers/`. */
export const expectationSchema = z.discriminatedUnion("kind", [
  /** One figure near one of its words; several references are readings of which one must be told. */
  z.strictObject({
    ...common,
    kind: z.literal("figure"),
    value: readings,
    unit: z.enum(units),
    near: patterns.optional(),
    rivals: patterns.optional(),
    /** required: a negative figure must be told as one. any: its size is enough, another expectation has the sign. */
    sign: z.enum(["required", "any"]).default("any"),
    tolerance: toleranceSchema.optional(),
    where: z.enum(["text", "shown"]).default("text"),
  }),
  /** Columns of a truth table, row by row, each figure with its row's name. */
  z.strictObject({
    ...common,
    kind: z.literal("figures"),
    of: z.string(),
    columns: z
      .array(
        z.strictObject({
          any: z.array(z.string()).min(1),
          unit: z.enum(units),
          /** As with one figure: a size told without its sign, such as an effect size, is `any`. */
          sign: z.enum(["required", "any"]).default("required"),
          tolerance: toleranceSchema.optional(),
        }),
      )
      .min(1),
    /** Rows of the truth that count, from the first; all where left out. */
    top: z.int().positive().optional(),
    /** Figures that must be there, as a share of all. */
    least: z.number().positive().max(1).default(1),
    /** shown: in the text, the chart, or a table of evidence that the text cites. */
    where: z.enum(["text", "shown"]).default("text"),
  }),
  /** The names of a truth table's first rows, in its order; several tables are readings. */
  z.strictObject({
    ...common,
    kind: z.literal("order"),
    of: tables,
    top: z.int().positive(),
    /** Names that the list may hold, where a number of them is asked for; as many as it likes where left out. */
    most: z.int().positive().optional(),
    /** Column that the table is ordered by; neighbours closer than `tie` of their size may change places. */
    by: z.string(),
    tie: z.number().nonnegative().default(0.02),
  }),
  /** The row with the highest or lowest value must be told as such, and no other. */
  z.strictObject({
    ...common,
    kind: z.literal("winner"),
    of: z.string(),
    by: z.string(),
    tie: z.number().nonnegative().default(0),
    /** Where this verdict is none, nobody needs to be ahead. */
    unlessNone: reference.optional(),
  }),
  /** A verdict that the truth computes, in one of the forms that say it. */
  z.strictObject({
    ...common,
    kind: z.literal("verdict"),
    value: reference,
    words: z.record(z.string(), verdictWordsSchema),
  }),
  /** The sign that goes with each of the first names of a table. */
  z.strictObject({
    ...common,
    kind: z.literal("direction"),
    of: z.string(),
    top: z.int().positive(),
    by: z.string(),
  }),
  /** An interval: its two ends, or one around the estimate where its ends hang on the method. */
  z.strictObject({
    ...common,
    kind: z.literal("interval"),
    lower: reference.optional(),
    upper: reference.optional(),
    around: references.optional(),
    unit: z.enum(units),
    near: patterns.optional(),
    tolerance: toleranceSchema.optional(),
  }),
  /** A breakdown of y by ranges of x that the answer may choose, each range with its right mean. */
  z.strictObject({
    ...common,
    kind: z.literal("buckets"),
    /** Curves; several are readings. */
    curve: tables,
    /** What is told of each range. */
    tell: z.enum(["mean", "count"]).default("mean"),
    unit: z.enum(units),
    least: z.int().min(2).default(3),
  }),
  /** A key that the answer may choose, near its words, and the figures that the truth has for it. */
  z.strictObject({
    ...common,
    kind: z.literal("lookup"),
    /** Tables; several are readings. */
    of: tables,
    key: z.string(),
    keyNear: patterns,
    keyUnit: z.enum(units),
    /** Column that must be at least this for the key to be a good choice. */
    good: z.strictObject({ any: z.array(z.string()).min(1), least: z.number() }).optional(),
    columns: z.array(
      z.strictObject({
        any: z.array(z.string()).min(1),
        unit: z.enum(units),
        near: patterns,
        tolerance: toleranceSchema.optional(),
      }),
    ),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("caveat"),
    any: z.array(z.string()).min(1),
    /** Words that make a caveat of any kind count. */ or: patterns.optional(),
  }),
  /** Kinds of caveat that would be overdone here. */
  z.strictObject({ ...common, kind: z.literal("no-caveat"), any: z.array(z.enum(caveatNames)).min(1) }),
  /** Figures of a table with two names, `a` and `b`, in a row and a column or side by side. */
  z.strictObject({
    ...common,
    kind: z.literal("cross"),
    of: z.string(),
    column: z.string(),
    unit: z.enum(units),
    least: z.number().positive().max(1).default(1),
    tolerance: toleranceSchema.optional(),
  }),
  /** The turn asked back, or its first two sentences state the reading that it took. */
  z.strictObject({ ...common, kind: z.literal("reading"), any: patterns }),
  /** Tools of which one must have been called, those that must not, and the most calls of all. */
  z.strictObject({
    ...common,
    kind: z.literal("tools"),
    any: z.array(z.string()).default([]),
    not: z.array(z.string()).default([]),
    most: z.int().positive().optional(),
  }),
  /** One of the patterns must be in the text. */
  z.strictObject({ ...common, kind: z.literal("says"), any: patterns }),
  /** None of the patterns may be in the text. */
  z.strictObject({ ...common, kind: z.literal("lacks"), any: patterns }),
  /** The names of a table, in any order, and none of another. */
  z.strictObject({
    ...common,
    kind: z.literal("names"),
    of: z.string(),
    least: z.int().positive(),
    /** A table of names that must not be proposed. */
    not: z.string().optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("chart"),
    any: z.array(z.enum(["bar", "line", "histogram", "contributions"])).min(1),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("outcome"),
    any: z.array(z.enum(outcomeNames)).min(1),
  }),
]);

const caseShape = {
  id: z.string(),
  category: z.string(),
  question: z.string().min(1),
  role: z.enum(["viewer", "analyst", "steward"]).default("analyst"),
  /** Somebody of this role has asked the same before; whoever asks now may be given that answer where it is theirs too. */
  askedBefore: z.enum(["viewer", "analyst", "steward"]).optional(),
};

/** Which customer a case is about, chosen when it runs: `$customer` in its question and truths is the id. */
export const pickSchema = z.union([
  z.strictObject({
    where: z.array(conditionSchema).default([]),
    /** Column of the results table, `-` before it for the highest; ties by id. */
    order: z.string().regex(/^-?[a-z_0-9]+$/),
  }),
  /** A query whose first row's first column is the id. */
  z.strictObject({ sql: z.string() }),
]);
export type Pick = z.infer<typeof pickSchema>;

const bodyShape = {
  /** Truth tables by name, computed when the case is scored. */
  truth: z.record(z.string(), truthSourceSchema).default({}),
  /** Further words for the names in the truth. */
  words: z.record(z.string(), z.array(z.string())).default({}),
  /** The outcome that is right. */
  outcome: z.array(z.enum(outcomeNames)).min(1).default(["answered"]),
  expects: z.array(expectationSchema),
};

/** A case with its truth and its expectations. */
export const caseSchema = z.strictObject({ ...caseShape, pick: pickSchema.optional(), ...bodyShape });

/** A conversation: each turn is scored as a case of its own, in the thread of those before it. */
export const dialogSchema = z.strictObject({
  id: z.string(),
  category: z.string(),
  role: caseShape.role,
  pick: pickSchema.optional(),
  turns: z
    .array(z.strictObject({ question: caseShape.question, ...bodyShape }))
    .min(3)
    .max(5),
});

/** The same question in other words: it shares truth and expectations. */
export const paraphraseSchema = z.strictObject({
  ...caseShape,
  category: z.literal("paraphrase").default("paraphrase"),
  like: z.string(),
});

export type Expectation = z.infer<typeof expectationSchema>;
export type ExpectationOf<K extends Expectation["kind"]> = Extract<Expectation, { kind: K }>;
export type EvalCase = z.infer<typeof caseSchema>;
export type Tolerance = z.infer<typeof toleranceSchema>;

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "iu").source.length > 0;
  } catch {
    return false;
  }
}
