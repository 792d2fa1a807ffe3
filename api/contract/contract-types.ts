import { compile, type JSONSchema } from "json-schema-to-typescript";

/** The parts of an OpenAPI 3.1 document that the client's types are made from. */
export type ContractDocument = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JSONSchema>> };
};

type Operation = {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
};
type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: JSONSchema;
};
type Content = Readonly<Record<string, { readonly schema: JSONSchema }>>;

const methods = ["get", "put", "post", "patch", "delete"];
const json = "application/json";
const notice = "// Made from the OpenAPI document by `npm run contract`; changes here are lost.";

/**
 * TypeScript types of an HTTP API: one for each named schema, and `Routes`, which gives for "GET /v1/things/{id}" what
 * goes into the path, the query and the body, and what comes back.
 */
export async function contractTypes(document: ContractDocument): Promise<string> {
  const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]) => [`${method.toUpperCase()} ${path}`, routeSchema(operation)] as const),
  );
  const root: JSONSchema = {
    ...closedObject(Object.fromEntries(routes)),
    definitions: { ...document.components.schemas },
  };
  // What the compiler wants under `definitions`, OpenAPI keeps under `components`.
  const moved = JSON.parse(JSON.stringify(root).replaceAll('"#/components/schemas/', '"#/definitions/')) as JSONSchema;
  return compile(moved, "Routes", {
    bannerComment: notice,
    additionalProperties: false,
    unreachableDefinitions: true,
    unknownAny: true,
    style: { printWidth: 120 },
  });
}

function routeSchema({ parameters = [], requestBody, responses }: Operation): JSONSchema {
  const done = Object.entries(responses).find(([status]) => status.startsWith("2"))?.[1];
  return closedObject({
    path: parametersSchema(parameters, "path"),
    query: parametersSchema(parameters, "query"),
    body: requestBody?.content[json]?.schema ?? { type: "null" },
    response: done?.content?.[json]?.schema ?? { type: "null" },
  });
}

function parametersSchema(parameters: readonly Parameter[], place: string): JSONSchema {
  const here = parameters.filter((parameter) => parameter.in === place);
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(here.map(({ name, schema }) => [name, schema])),
    required: here.filter(({ required }) => required).map(({ name }) => name),
  };
}

function closedObject(properties: Readonly<Record<string, JSONSchema>>): JSONSchema {
  return {
    type: "object",
    additionalProperties: false,
    properties: { ...properties },
    required: Object.keys(properties),
  };
}
