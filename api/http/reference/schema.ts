/** A schema of the OpenAPI document, as far as the reference reads it. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
};

export type Schemas = Readonly<Record<string, Schema>>;

/** The schema itself where it is named by reference. */
export function resolved(schema: Schema, schemas: Schemas): Schema {
  const name = schema.$ref?.replace("#/components/schemas/", "");
  return name === undefined ? schema : (schemas[name] ?? {});
}

/** What the schema takes, in a few words: `integer 1 to 100`, `noted | confirmed`, `list of Thread`. */
export function describeType(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.replace("#/components/schemas/", "");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => String(one)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((one) => describeType(one)).join(" or ");
  if (schema.items) return `list of ${describeType(schema.items)}`;
  const types = [schema.type ?? "anything"].flat().join(" or ");
  const { minimum, maximum, maxLength } = schema;
  const isBounded = minimum !== undefined && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  if (isBounded) return `${types}, ${minimum} to ${maximum}`;
  return maxLength === undefined ? types : `${types}, ${maxLength} characters at most`;
}

/** A value that the schema takes: its own example where it has one, else the plainest. */
export function exampleOf(given: Schema, schemas: Schemas): unknown {
  const schema = resolved(given, schemas);
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (choice) return exampleOf(choice, schemas);
  switch ([schema.type].flat()[0]) {
    case "object": {
      const needed = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name));
      return Object.fromEntries(needed.map(([name, one]) => [name, exampleOf(one, schemas)]));
    }
    case "array":
      return schema.items ? [exampleOf(schema.items, schemas)] : [];
    case "integer":
    case "number":
      return schema.minimum ?? 0;
    case "boolean":
      return false;
    case "null":
      return null;
    default:
      return "…";
  }
}
