import { z } from "zod";

import { fairnessPolicySchema, reviewPolicySchema } from "./fairness-schema.ts";
import { modelSchema } from "./model-schema.ts";
import { sqlName as name } from "./sql-name.ts";

/** The forms of the domain's YAML files; every type of this room is inferred from them. */

export const privacyClasses = ["public", "internal", "confidential", "restricted"] as const;
export const columnTypes = ["string", "int", "double", "boolean", "date", "timestamp"] as const;
export const valueFormats = [
  "score",
  "share",
  "percent",
  "number",
  "count",
  "usd",
  "text",
  "boolean",
  "date",
  "id",
] as const;
export const columnRoles = [
  "id",
  "feature",
  "target",
  "heuristic",
  "prediction",
  "interval",
  "explanation",
  "derived",
  "meta",
] as const;

const valueSchema = z.strictObject({
  value: z.string(),
  label: z.string().optional(),
  synonyms: z.array(z.string()).default([]),
});

const binSchema = z.strictObject({ label: z.string(), from: z.number(), to: z.number() });

const leverSchema = z.discriminatedUnion("direction", [
  z.strictObject({ direction: z.literal("up"), only: z.string().optional() }),
  z.strictObject({ direction: z.literal("down"), only: z.string().optional() }),
  z.strictObject({ direction: z.literal("set"), from: z.string(), to: z.string(), carries: z.array(name).default([]) }),
]);

export const columnSchema = z.strictObject({
  name,
  /** The name a person reads; the column's name with spaces when left out. */
  label: z.string().optional(),
  meaning: z.string(),
  type: z.enum(columnTypes),
  unit: z.string().nullable().default(null),
  format: z.enum(valueFormats).optional(),
  range: z.tuple([z.number(), z.number()]).nullable().default(null),
  pattern: z.string().nullable().default(null),
  values: z.array(valueSchema).default([]),
  /** The values stand in this order from low to high. */
  ordered: z.boolean().default(false),
  bins: z.array(binSchema).default([]),
  privacy: z.enum(privacyClasses).default("internal"),
  role: z.enum(columnRoles).default("feature"),
  input: z.enum(["as-is", "binned", "none"]).default("as-is"),
  missing: z.enum(["never", "at-random", "structural"]).default("never"),
  missingMeans: z.string().nullable().default(null),
  lever: leverSchema.nullable().default(null),
  /** How the mean of a boolean column is called. */
  rateLabel: z.string().nullable().default(null),
  sql: z.string().nullable().default(null),
  synonyms: z.array(z.string()).default([]),
  /** Words for the opposite of what the column says, where more of the one is less of the other: retention for churn. */
  opposites: z.array(z.string()).default([]),
});

const tableColumnSchema = columnSchema.extend({ meaning: z.string() });

/** Columns that a word about people may be told by: at their high end, or at their low one. */
const vagueWordSchema = z.strictObject({
  high: z.array(name).default([]),
  low: z.array(name).default([]),
  /** The word names people by itself: "influencers". */
  isNoun: z.boolean().default(false),
});

export const domainFileSchema = z.strictObject({
  name,
  /** Words that say something of people, without a column or a number: "popular users". Asked back. */
  vague: z.record(z.string(), vagueWordSchema).default({}),
  title: z.string(),
  about: z.string(),
  entity: z.strictObject({
    column: name,
    singular: z.string(),
    plural: z.string(),
    pattern: z.string(),
    idPrefix: z.string(),
    example: z.string(),
    synonyms: z.array(z.string()),
  }),
  databases: z.strictObject({ raw: name, predictions: name, qa: name, analytics: name }),
  feed: z.strictObject({
    customers: z.strictObject({ file: z.string(), table: name }),
    pii: z.strictObject({ file: z.string(), table: name, columns: z.array(name) }),
    accounts: z.strictObject({ file: z.string(), table: name }),
    activity: z.strictObject({ file: z.string(), table: name }),
  }),
  results: z.strictObject({
    table: name,
    defaultMeasure: name,
    /** Customers with the same values here are comparable: a lever's reachable change is taken among them. */
    comparableBy: z.array(name),
  }),
  interactions: z.array(z.strictObject({ name, label: z.string(), of: z.tuple([name, name]), meaning: z.string() })),
  models: z.array(modelSchema).min(1),
  /** Which predictions people look at; `table` lists them. */
  review: reviewPolicySchema.extend({ table: name }),
  groups: z.array(
    z.strictObject({
      name,
      label: z.string(),
      where: z.string(),
      definition: z.string(),
      /** The column the group is told by. */
      column: name,
      synonyms: z.array(z.string()).default([]),
    }),
  ),
  views: z.array(
    z.strictObject({
      name,
      description: z.string(),
      /** Left out where the view has the results table's columns. */
      columns: z.array(tableColumnSchema).optional(),
    }),
  ),
  tables: z.array(
    z.strictObject({
      database: z.enum(["raw", "predictions", "qa", "analytics"]),
      name,
      grain: z.string(),
      description: z.string(),
      open: z.enum(["analyst", "steward", "none"]),
      columns: z.array(tableColumnSchema),
    }),
  ),
});

export const glossaryFileSchema = z.array(
  z.strictObject({ term: z.string(), synonyms: z.array(z.string()).default([]), text: z.string() }),
);

/** One way to mean what a red line rules out: classes of words that a question holds. */
const redLineMeaningSchema = z.strictObject({
  all: z.array(name).min(1),
  /** The classes stand in this order, each at most so many words after the one before. */
  near: z.int().positive().optional(),
  /** The question must say that somebody means to do it. */
  planned: z.boolean().default(false),
});

/** `red-lines.yaml`, and the part of a domain's policy that adds to it. */
export const redLinesFileSchema = z.strictObject({
  words: z.record(name, z.array(z.string()).min(1)).default({}),
  redLines: z
    .array(
      z.strictObject({
        name,
        reason: z.string(),
        meanings: z.array(redLineMeaningSchema).min(1),
        instead: z.string(),
      }),
    )
    .default([]),
});

export const policyFileSchema = z.strictObject({
  ...redLinesFileSchema.shape,
  minimumGroupSize: z.int().positive(),
  neverInputs: z.array(z.string()),
  personalData: z.array(z.string()),
  fairness: fairnessPolicySchema,
  nudges: z.strictObject({ perDay: z.int(), quietFrom: z.string(), quietTo: z.string() }),
});

export type PrivacyClass = (typeof privacyClasses)[number];
export type ColumnType = (typeof columnTypes)[number];
export type ValueFormat = (typeof valueFormats)[number];
export type ColumnFile = z.infer<typeof columnSchema>;
export type DomainFile = z.infer<typeof domainFileSchema>;
export type GlossaryEntry = z.infer<typeof glossaryFileSchema>[number];
export type Policy = z.infer<typeof policyFileSchema>;
/** A column of the feed or of a table, complete: nothing is left out that has a default. */
export type Column = Omit<ColumnFile, "label" | "format"> & { readonly label: string; readonly format: ValueFormat };
export type Group = DomainFile["groups"][number];
export type Interaction = DomainFile["interactions"][number];
export type View = DomainFile["views"][number];
