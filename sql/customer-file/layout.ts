import { z } from "zod";

/** How a customer file is laid out; its end says so itself. Version 1. */
export const customerFileLayout = z.object({
  formatVersion: z.literal(1),
  customers: z.int(),
  /** Bytes of an id; shorter ones are filled with zeros. */
  idBytes: z.int(),
  /** Columns of the results table in the order of their cells. */
  columns: z.array(
    z.discriminatedUnion("kind", [
      z.object({ name: z.string(), kind: z.enum(["number", "boolean"]) }),
      /** The cell is the place of the value in `texts`. */
      z.object({ name: z.string(), kind: z.literal("text"), texts: z.array(z.string()) }),
    ]),
  ),
  models: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      baseValue: z.number(),
      /** Contributions of each customer. */
      width: z.int(),
    }),
  ),
  /** Names of features by their code. */
  features: z.array(z.string()),
});

/**
 * A file of fixed-width records, one for each customer, sorted by the bytes of the id: the records, the ids, the layout
 * as JSON, and at the end the layout's length. A record is 64-bit floats (the cells of the columns; for each model
 * prediction, lower and upper bound; for each model its contributions, the strongest first) and then a byte for each
 * contribution, the feature's code, filled up to a whole number of floats. NaN stands for no value. Little-endian.
 */
export type CustomerFileLayout = z.infer<typeof customerFileLayout>;

const bytesPerNumber = 8;
/** Bytes of the layout's length at the end. */
export const tailBytes = 4;
/** prediction, lower, upper */
export const numbersPerPrediction = 3;

/** Where the parts of a record lie, in numbers; `codesAt` and `bytes` in bytes. */
export function recordParts({ columns, models }: Pick<CustomerFileLayout, "columns" | "models">) {
  const width = models.reduce((sum, model) => sum + model.width, 0);
  const predictionsAt = columns.length;
  const contributionsAt = predictionsAt + models.length * numbersPerPrediction;
  const codesAt = (contributionsAt + width) * bytesPerNumber;
  return {
    predictionsAt,
    contributionsAt,
    codesAt,
    width,
    bytes: Math.ceil((codesAt + width) / bytesPerNumber) * bytesPerNumber,
  };
}
