import type { StandardSchemaWithJSON } from "@modelcontextprotocol/server";
import type { z } from "zod";

/**
 * A schema that is shown to clients and lets everything pass: what does not fit is refused by whoever is called, in the
 * product's own words and with an entry in the audit, where the protocol's own check would answer before either.
 */
export function describedInput(schema: z.ZodObject): StandardSchemaWithJSON<unknown, unknown> {
  const { jsonSchema } = schema["~standard"];
  return {
    "~standard": { version: 1, vendor: "reckoner", validate: (value: unknown) => ({ value }), jsonSchema },
  };
}
