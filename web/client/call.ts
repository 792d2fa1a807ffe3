import type { Routes } from "../contract/routes.d.ts";

import { problemOf, unreachable } from "./problem.ts";

export type RouteName = keyof Routes;

/** Path, query and body of a route; what a route does not take is left out. */
export type Arguments<Name extends RouteName> = PartOf<Name, "path"> & PartOf<Name, "query"> & PartOf<Name, "body">;

type PartOf<Name extends RouteName, Part extends "path" | "query" | "body"> = Routes[Name][Part] extends null
  ? unknown
  : object extends Routes[Name][Part]
    ? { readonly [Key in Part]?: Routes[Name][Part] }
    : { readonly [Key in Part]: Routes[Name][Part] };

/** Calls a route of the API by its name, "GET /v1/threads/{id}". Throws `RequestProblem`, and `AbortError` by `signal`. */
export async function call<Name extends RouteName>(
  name: Name,
  args: Arguments<Name>,
  signal?: AbortSignal,
): Promise<Routes[Name]["response"]> {
  const response = await send(name, args, { accept: "application/json" }, signal);
  const body: unknown = response.status === 204 ? null : await response.json();
  // The types are made from the schemas that the server answers by.
  return body as Routes[Name]["response"];
}

/** The response itself, for what is not JSON: streams, pictures, files. */
export async function send<Name extends RouteName>(
  name: Name,
  args: Arguments<Name>,
  headers: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Response> {
  // Which parts a route has is checked where it is called; here they are read one by one.
  const parts = args as { readonly path?: Values; readonly query?: Values; readonly body?: unknown };
  const [method, template] = name.split(" ") as [string, string];
  const hasBody = parts.body !== undefined && parts.body !== null;
  const response = await fetch(addressOf(template, parts.path, parts.query), {
    method,
    headers: hasBody ? { ...headers, "content-type": "application/json" } : headers,
    ...(hasBody ? { body: JSON.stringify(parts.body) } : {}),
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

type Values = Readonly<Record<string, string | number | boolean | undefined>>;

/** A route's address with its slots filled. */
export function addressOf(template: string, path: Values = {}, query: Values = {}): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, slot: string) => encodeURIComponent(String(path[slot] ?? "")));
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );
  return search.size > 0 ? `${filled}?${search}` : filled;
}
