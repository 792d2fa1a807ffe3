import { problemResponse } from "./contract.ts";

/** The error responses of a route in the OpenAPI document, each as problem details. */
export function problemResponses<Status extends keyof typeof meanings>(...statuses: readonly Status[]) {
  const entries = statuses.map((status) => [status, responseOf(meanings[status])] as const);
  // fromEntries forgets the keys, which are exactly the statuses given.
  return Object.fromEntries(entries) as Record<Status, ReturnType<typeof responseOf>>;
}

function responseOf(description: string) {
  return { description, content: { "application/problem+json": { schema: problemResponse } } };
}

const meanings = {
  400: "The request could not be read.",
  404: "There is no such thing.",
  409: "The conversation is still answering.",
  413: "The question is too long.",
  415: "The body is not JSON.",
  422: "The request or the question cannot be used.",
  500: "Something went wrong inside.",
  503: "There are no results to ask about, or the language model cannot be reached.",
  504: "The answer took too long.",
} as const;
