import { z } from "zod";

/** A name of a table, column or model that needs no quotes in SQL. */
export const sqlName = z.string().regex(/^[a-z][a-z0-9_]*$/, "must be a lower-case SQL name");
