import { z } from "zod";

/** What an alert is about; rules name them. `size` of each is told in docs/alerts.md. */
export const alertKinds = [
  "rows-quarantined",
  "data-drift",
  "columns-absent",
  "metric-fall",
  "interval-coverage",
  "action-level",
  "anomalies",
  "not-compared",
  "promotion-refused",
  "gate-failed",
  "group-disparity",
  "proxy",
  "run-failed",
  "other",
] as const;
export type AlertKind = (typeof alertKinds)[number];

const structuredAlertSchema = z.object({
  kind: z.enum(alertKinds),
  /** What it happened to: a model, columns, an attribute. With the kind it says whether two alerts are the same. */
  subject: z.string(),
  /** The figure that rules compare with, in the kind's own unit; null where there is none. */
  size: z.number().nullable(),
  /** A sentence with its figures. */
  text: z.string(),
  /** What to ask the analyst about it; null where it can tell nothing more. */
  question: z.string().nullable(),
});
/** Something in a run that somebody should look at. */
export type Alert = z.infer<typeof structuredAlertSchema>;

/** An alert as a manifest holds it; runs of earlier versions hold its sentence only. */
export const alertSchema = z.union([
  structuredAlertSchema,
  z.string().transform((text): Alert => ({ kind: "other", subject: text, size: null, text, question: null })),
]);
