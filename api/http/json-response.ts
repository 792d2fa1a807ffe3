import type { z } from "@hono/zod-openapi";

/** The response of a route that succeeded, with its schema. */
export function jsonResponse<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { 200: { description, content: { "application/json": { schema } } } };
}

/** The response of a route that succeeded and has nothing to say. */
export function emptyResponse(description: string) {
  return { 204: { description } };
}

type Immutable<Value> = Value extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Immutable<Value[Key]> }
    : Value;

/** A value for a response of this schema. It is only written, so it may be read-only, which the schema's type is not. */
export function toSend<Schema extends z.ZodType>(
  _schema: Schema,
  value: Immutable<z.output<Schema>>,
): z.output<Schema> {
  // Nobody changes it on its way out.
  return value as z.output<Schema>;
}
