import { z } from "@hono/zod-openapi";

import { threadIdPattern } from "../parse-question.ts";

const longestCursor = 500;

/** The id of an answer or a conversation in a path. */
export const idParameter = z.object({
  id: z
    .string()
    .regex(threadIdPattern, "must be 1 to 64 letters, digits, - or _")
    .meta({ param: { name: "id", in: "path" } }),
});

/** Which page of a list: at most `limit` items after the place that the page before named. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20).meta({ description: "Items of the page at most." }),
  after: z
    .string()
    .max(longestCursor)
    .optional()
    .meta({ description: "`next` of the page before; left out for the first." }),
});

/** A page of a list under a name of its own in the OpenAPI document. */
export function pageOf<Item extends z.ZodType>(item: Item, id: string) {
  return z
    .object({
      items: z.array(item),
      next: z.string().nullable().meta({ description: "Asks for the page after this one; null at the end." }),
    })
    .meta({ id });
}
