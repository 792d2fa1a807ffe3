import { z } from "zod";

/** One row of the table `data_quality`. */
export const qualityCheckSchema = z.object({
  check: z.string(),
  tableName: z.string(),
  columnName: z.string().nullable(),
  rowsChecked: z.int(),
  rowsFailed: z.int(),
  /** 0 to 1; for drift the population stability index. */
  shareFailed: z.number(),
  severity: z.enum(["info", "warning", "error"]),
  detail: z.string(),
});
export type QualityCheck = z.infer<typeof qualityCheckSchema>;
