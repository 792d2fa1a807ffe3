import { z } from "zod";

import { unreadable } from "./failure.ts";

/** A type as the protocol describes it: its name without parameters, and the types inside it. */
export type TrinoType = {
  /** bigint, varchar, timestamp with time zone, array, map, row, … */
  readonly base: string;
  /** An array's element; a map's key and value; a row's fields, whose names may be missing. */
  readonly inner: readonly { readonly name: string | null; readonly type: TrinoType }[];
};

const typeSignature: z.ZodType<TrinoType> = z.lazy(() =>
  z
    .object({ rawType: z.string(), arguments: z.array(typeArgument) })
    .transform((type) => ({ base: type.rawType, inner: type.arguments.filter((one) => one !== null) })),
);

const fieldSignature = z.object({ fieldName: z.object({ name: z.string() }).nullish(), typeSignature });

/** An argument that is a type; null for a length, a precision or a scale. */
const typeArgument = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("TYPE"), value: typeSignature }).transform(({ value }) => ({ name: null, type: value })),
  z
    .object({ kind: z.literal("NAMED_TYPE"), value: fieldSignature })
    .transform(({ value }) => ({ name: value.fieldName?.name ?? null, type: value.typeSignature })),
  z.object({ kind: z.enum(["LONG", "VARIABLE"]) }).transform(() => null),
]);

const queryError = z.object({
  message: z.string().default(""),
  errorName: z.string(),
  errorType: z.string(),
});

/** Why a query failed: `errorName` as in Trino's StandardErrorCode or a connector's own, `errorType` its group. */
export type TrinoError = Readonly<z.infer<typeof queryError>>;

const page = z.object({
  id: z.string().min(1),
  nextUri: z.string().nullish(),
  columns: z.array(z.object({ name: z.string(), typeSignature })).nullish(),
  data: z.array(z.array(z.unknown())).nullish(),
  stats: z.object({
    /** Bytes read from storage; connectors that hold their data in memory count none. */
    physicalInputBytes: z.number().nonnegative().default(0),
    /** Bytes that the tables gave, as they are in memory. */
    processedBytes: z.number().nonnegative().default(0),
  }),
  error: queryError.nullish(),
  /** INSERT, CREATE TABLE …: what is not there for a SELECT. */
  updateType: z.string().nullish(),
});

/** One answer of the protocol (trino.io/docs, "Trino client REST API"), as far as it is used here. */
export type TrinoPage = Readonly<z.infer<typeof page>>;

/** Reads a page. Throws `ENGINE_UNAVAILABLE` for what is none. */
export function parsePage(text: string): TrinoPage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw unreadable("it is not JSON");
  }
  const parsed = page.safeParse(json);
  if (parsed.success) return parsed.data;
  throw unreadable(`${parsed.error.issues[0]?.path.join(".") ?? "it"} is not as Trino writes it`);
}
