import { z } from "zod";

import type { CustomerRow, Domain } from "#knowledge";
import { areaUnderRoc, pinball, r2 } from "#ml";

import { askModel, type JudgedModel } from "./ask-model.ts";
import type { KnownWorld } from "./known-world.ts";

export const judgedAccuracySchema = z.object({
  /** `r2`, `auc`, or the `pinball` loss of the median. */
  metric: z.enum(["r2", "auc", "pinball"]),
  /** On customers that the model has never seen. */
  reached: z.number(),
  /** Of somebody who knows all but chance: the best that any model can reach. */
  reachable: z.number(),
});
export type JudgedAccuracy = z.infer<typeof judgedAccuracySchema>;

/** A model's accuracy on the world's customers beside what their causes allow. */
export function judgeAccuracy(
  domain: Domain,
  model: JudgedModel,
  world: KnownWorld,
  rows: readonly CustomerRow[],
): JudgedAccuracy {
  const { target, kind } = model.spec;
  const actual = Float64Array.from(rows, (row) => Number(row[target]));
  const expected = Float64Array.from(rows, (_, customer) => world.expected(customer)[target] ?? Number.NaN);
  const predicted = askModel(domain, model, rows);
  switch (kind) {
    case "regression":
      return { metric: "r2", reached: r2(actual, predicted), reachable: r2(actual, expected) };
    case "classification":
      return { metric: "auc", reached: areaUnderRoc(actual, predicted), reachable: areaUnderRoc(actual, expected) };
    case "quantiles":
      return { metric: "pinball", reached: pinball(actual, predicted, 0.5), reachable: pinball(actual, expected, 0.5) };
  }
}
