import { describeType, exampleOf, resolved, type Schema, type Schemas } from "./schema.ts";

type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
};
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;
export type Operation = {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses?: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>;
};
/** The OpenAPI document, as far as the reference reads it. */
export type ApiDocument = {
  readonly info: { readonly title: string; readonly description?: string };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Schemas };
};

const methods = ["get", "post", "put", "patch", "delete"];
/** Examples of what stands in a path. */
const pathExamples: Readonly<Record<string, string>> = { customer: "user_00001", model: "churn", name: "churn" };

/** The style sheet of the page; its hash is what the page's policy lets in. */
export const referenceStyle = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:60rem;margin:0 auto;padding:1rem}
nav ul{columns:18rem;padding:0;list-style:none}section{border-top:1px solid GrayText;padding:1rem 0}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}pre{overflow-x:auto;padding:.75rem;border:1px solid GrayText}
h2 code{font-size:1em}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0}
td{overflow-wrap:anywhere}`;

/** The reference as one page without a script: each operation with its parameters, body, responses and an example. */
export function renderReference(document: ApiDocument): string {
  const schemas = document.components?.schemas ?? {};
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => (item[method] ? [{ path, method, operation: item[method] }] : [])),
  );
  const { title, description = "" } = document.info;
  const links = operations.map(
    (one) => `<li><a href="#${idOf(one)}"><code>${nameOf(one)}</code></a> ${escaped(one.operation.summary ?? "")}</li>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}: API</title><style>${referenceStyle}</style></head><body><header><h1>${escaped(title)}: API</h1><p>${escaped(description)} The same for programs: <a href="/openapi.json">/openapi.json</a>. In the examples <code>$api</code> is the address of this server.</p></header><nav aria-label="Operations"><ul>${links.join("")}</ul></nav><main>${operations.map((one) => renderOperation(one, schemas)).join("")}</main></body></html>`;
}

type Place = { readonly path: string; readonly method: string; readonly operation: Operation };

function renderOperation(place: Place, schemas: Schemas): string {
  const { summary = "", description = "", parameters = [], requestBody, responses = {} } = place.operation;
  const [body] = Object.values(requestBody?.content ?? {});
  const parts = [
    `<h2 id="${idOf(place)}"><code>${nameOf(place)}</code></h2><p>${escaped(summary)}. ${escaped(description)}</p>`,
    table(
      "What it takes",
      ["where", "name", "form", ""],
      [
        ...parameters.map((one) => [
          one.in,
          `${one.name}${one.required ? "" : "?"}`,
          describeType(one.schema ?? {}),
          one.description ?? one.schema?.description ?? "",
        ]),
        ...fieldsOf(body?.schema, schemas).map((cells) => ["body", ...cells]),
      ],
    ),
    table(
      "What it gives",
      ["status", "form", ""],
      Object.entries(responses).map(([status, one]) => [
        status,
        Object.entries(one.content ?? {})
          .map(([type, { schema }]) => `${type}: ${describeType(schema ?? {})}`)
          .join("; "),
        one.description ?? "",
      ]),
    ),
    `<pre><code>${escaped(curlOf(place, schemas))}</code></pre>`,
  ];
  return `<section aria-labelledby="${idOf(place)}">${parts.join("")}</section>`;
}

/** Name, form and meaning of each field of a body. */
function fieldsOf(given: Schema | undefined, schemas: Schemas): readonly (readonly string[])[] {
  const schema = given === undefined ? {} : resolved(given, schemas);
  return Object.entries(schema.properties ?? {}).map(([name, one]) => [
    `${name}${schema.required?.includes(name) ? "" : "?"}`,
    describeType(one),
    one.description ?? "",
  ]);
}

function curlOf({ path, method, operation }: Place, schemas: Schemas): string {
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => pathExample(path, name));
  const [body] = Object.values(operation.requestBody?.content ?? {});
  const verb = method === "get" ? "" : ` -X ${method.toUpperCase()}`;
  const start = `curl -s${verb} "$api${address}"`;
  if (body?.schema === undefined) return start;
  const text = JSON.stringify(exampleOf(body.schema, schemas)).replaceAll("'", String.raw`'\''`);
  return `${start} \\\n  -H 'content-type: application/json' -d '${text}'`;
}

function pathExample(path: string, name: string): string {
  if (name !== "id") return pathExamples[name] ?? name;
  const of = /^\/v1\/(\w+?)s?\/\{id\}/.exec(path)?.[1] ?? "answer";
  return of === "customer" ? "user_00001" : `${of === "turn" || of === "shared" ? "answer" : of}_1`;
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const cells = (tag: string, row: readonly string[]) => row.map((one) => `<${tag}>${escaped(one)}</${tag}>`).join("");
  const lines = rows.map((row) => `<tr>${cells("td", row)}</tr>`);
  return `<h3>${title}</h3><table><thead><tr>${cells("th", head)}</tr></thead><tbody>${lines.join("")}</tbody></table>`;
}

function nameOf({ method, path }: Place): string {
  return escaped(`${method.toUpperCase()} ${path}`);
}

function idOf({ method, path }: Place): string {
  return `${method}${path.replaceAll(/[^\w]+/g, "-")}`.replace(/-$/, "");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
