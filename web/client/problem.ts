import type { Problem } from "../contract/routes.d.ts";

type Told = Pick<Problem, "code" | "title" | "detail" | "hint" | "status">;

/** What went wrong with a request, in the words of the API or, where it could not be reached, of the page. */
export class RequestProblem extends Error {
  override readonly name = "RequestProblem";
  readonly problem: Told;
  constructor(problem: Told) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** The problem that a response tells of; one of our own where its body is not a problem document. */
export async function problemOf(response: Response): Promise<RequestProblem> {
  const body: unknown = await response.json().catch(() => null);
  if (isProblem(body)) return new RequestProblem(body);
  return new RequestProblem({
    status: response.status,
    code: "INTERNAL",
    title: "The server could not answer",
    detail: `It said ${response.status} without a reason.`,
    hint: "Try again in a moment.",
  });
}

/** Whether the server could not be reached at all. */
export function isAway(problem: RequestProblem | null): boolean {
  return problem?.problem.status === 0;
}

/** Whether the same request may do better in a moment: not where the server said what it will say again. */
export function mayRetry({ problem: { status } }: RequestProblem): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}

/** The server is not there, or the network is not. */
export function unreachable(): RequestProblem {
  return new RequestProblem({
    status: 0,
    code: "INTERNAL",
    title: "The server cannot be reached",
    detail: "There is no connection to Reckoner.",
    hint: "Check that it runs, then try again.",
  });
}

/** The problem in whatever was thrown; null for a request that the page itself took back. */
export function toProblem(thrown: unknown): RequestProblem | null {
  if (thrown instanceof RequestProblem) return thrown;
  if (thrown instanceof DOMException && thrown.name === "AbortError") return null;
  return unreachable();
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && "detail" in body && "hint" in body;
}
