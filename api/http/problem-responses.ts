import { errorTable, type ErrorCode } from "#core";

import { problemResponse } from "./contract.ts";

/** What any request may come to, wherever it goes. */
const always: readonly ErrorCode[] = [
  "BAD_REQUEST",
  "SIGN_IN_REQUIRED",
  "SIGN_IN_UNAVAILABLE",
  "ORIGIN_REFUSED",
  "REQUEST_INVALID",
  "RATE_LIMITED",
  "INTERNAL",
];

/** What a request with a body may come to besides. */
export const bodyErrors: readonly ErrorCode[] = ["REQUEST_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"];

/**
 * The error responses of a route in the OpenAPI document: for each status that the codes have, problem details with
 * the codes' titles. Its type names none of them, since routes throw errors and one handler sends them.
 */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- empty is what it says
export function problemResponses(...codes: readonly ErrorCode[]): Readonly<Record<never, never>> {
  const titles = new Map<number, string[]>();
  for (const code of new Set([...codes, ...always])) {
    const { status, title } = errorTable[code];
    titles.set(status, [...(titles.get(status) ?? []), `${title} (${code}).`]);
  }
  const content = { "application/problem+json": { schema: problemResponse } };
  return Object.fromEntries(
    [...titles]
      .sort(([one], [other]) => one - other)
      .map(([status, told]) => [status, { description: told.join(" "), content }]),
  );
}
