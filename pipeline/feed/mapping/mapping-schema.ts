import { z } from "zod";

import { conversionNames } from "./conversions.ts";

/** How one column of the dictionary is made from a source column. */
const sourceColumnSchema = z.strictObject({
  /** The source column's name. */
  from: z.string().min(1),
  /** A change of unit. */
  convert: z.enum(conversionNames).optional(),
  /** A factor, for units that `convert` does not name. */
  multiplyBy: z.number().optional(),
  /** To the nearest whole number, after the conversion. */
  round: z.boolean().default(false),
  /** Texts taken out of a number before it is read, such as "$" or "%". */
  strip: z.array(z.string().min(1)).default([]),
  /** Source text → the dictionary's value; capitals do not matter. What is not listed stays as it is. */
  values: z.record(z.string(), z.string()).default({}),
  /** Texts that mean true or false, beside true, false, 1 and 0. */
  true: z.array(z.string()).default([]),
  false: z.array(z.string()).default([]),
  /** Form of a date as in C's strptime: "%d.%m.%Y". */
  format: z.string().optional(),
});
export type SourceColumn = z.infer<typeof sourceColumnSchema>;

const columnMappingSchema = z
  .union([
    z.string().min(1),
    sourceColumnSchema,
    /** The same value for everybody. */
    z.strictObject({ value: z.union([z.string(), z.number(), z.boolean()]) }),
  ])
  .transform((written): ColumnMapping => {
    if (written === "absent") return { kind: "absent" };
    if (typeof written === "string") return fromColumn(written);
    if ("value" in written) return { kind: "constant", value: String(written.value) };
    return { kind: "source", source: written };
  });

/** Where a column of the dictionary comes from; `absent`: the company does not have it. */
export type ColumnMapping =
  | { readonly kind: "source"; readonly source: SourceColumn }
  | { readonly kind: "constant"; readonly value: string }
  | { readonly kind: "absent" };

/** A column taken as it is. */
export function fromColumn(name: string): ColumnMapping {
  return { kind: "source", source: sourceColumnSchema.parse({ from: name }) };
}

const tableMappingSchema = z.strictObject({
  /** CSV or Parquet, relative to the mapping's folder. The customers' file is the one given by --input. */
  file: z.string().min(1).optional(),
  delimiter: z.enum([",", ";", "|", "\t"]).default(","),
  decimal: z.enum([".", ","]).default("."),
  /** Between groups of three digits. */
  thousands: z.enum(["", ".", ",", " ", "'"]).default(""),
  /** Texts that stand for a missing value, beside the empty one. */
  missing: z.array(z.string()).default([]),
  /** Column of the dictionary → where it comes from. */
  columns: z.record(z.string(), columnMappingSchema),
});
export type TableMapping = z.infer<typeof tableMappingSchema>;

/** What `ids` may be: the source's ids fit as they are; are numbers that get the prefix; or anything, and are hashed. */
const idForms = ["as-is", "number", "hash"] as const;

/** A mapping file: how a company's files become the feed that the dictionary describes. */
export const mappingSchema = z.strictObject({
  version: z.literal(1),
  /** The day the data describes. */
  snapshotDate: z.iso.date(),
  ids: z.enum(idForms).default("as-is"),
  customers: tableMappingSchema,
  accounts: tableMappingSchema.optional(),
  activity: tableMappingSchema.optional(),
  pii: tableMappingSchema.optional(),
});
export type Mapping = z.infer<typeof mappingSchema>;
export type IdForm = Mapping["ids"];
