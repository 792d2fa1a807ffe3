import { describe, expect, it } from "vitest";

import { AppError, type Logger } from "#core";

import { askRequest, buildApp } from "../../support/build-app.ts";

const question = "Which plan scores higher?";

async function problemOf(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return (await response.json()) as Record<string, unknown>;
}

describe("problem details", () => {
  it("have every field, and the request's id as the header has it", async () => {
    const response = await buildApp().request("/v1/ask", askRequest({ question: " \n" }));
    expect(response.headers.get("x-request-id")).toBe("request_1");
    expect(await problemOf(response)).toEqual({
      type: "urn:problem-type:reckoner:question-empty",
      title: "The question is empty",
      status: 422,
      detail: "There is no question.",
      instance: "/v1/ask",
      code: "QUESTION_EMPTY",
      hint: expect.stringContaining("Ask something"),
      requestId: "request_1",
      retryable: false,
    });
  });

  it.each([
    ["malformed JSON", askRequest("{"), 400, "BAD_REQUEST"],
    ["no body", { method: "POST", headers: { "content-type": "application/json" } }, 400, "BAD_REQUEST"],
    ["a form", { method: "POST", body: new URLSearchParams({ question }) }, 415, "UNSUPPORTED_MEDIA_TYPE"],
    ["plain text", askRequest({ question }, { "content-type": "text/plain" }), 415, "UNSUPPORTED_MEDIA_TYPE"],
    ["a compressed body", askRequest({ question }, { "content-encoding": "gzip" }), 415, "UNSUPPORTED_MEDIA_TYPE"],
    ["no question", askRequest({}), 422, "REQUEST_INVALID"],
    ["a question that is a number", askRequest({ question: 7 }), 422, "REQUEST_INVALID"],
    ["a list", askRequest([question]), 422, "REQUEST_INVALID"],
    ["an unknown field", askRequest({ question, rows: 9 }), 422, "REQUEST_INVALID"],
    ["a thread that could be a path", askRequest({ question, thread: "../x" }), 422, "REQUEST_INVALID"],
    ["an empty question", askRequest({ question: "" }), 422, "QUESTION_EMPTY"],
    ["a question over the limit", askRequest({ question: "x".repeat(201) }), 413, "QUESTION_TOO_LONG"],
    ["a question of 100 kB", askRequest({ question: "x".repeat(100_000) }), 413, "QUESTION_TOO_LONG"],
  ])("answer %s", async (_name, init: RequestInit, status, code) => {
    const response = await buildApp().request("/v1/ask", init);
    expect(response.status).toBe(status);
    expect(await problemOf(response)).toMatchObject({ status, code });
  });

  it("answer a body without a stated length that is too large", async () => {
    const chunk = new TextEncoder().encode("x".repeat(40_000));
    let sent = 0;
    const body = new ReadableStream({
      pull: (controller) => (sent++ < 3 ? controller.enqueue(chunk) : controller.close()),
    });
    const init = { method: "POST", headers: { "content-type": "application/json" }, body, duplex: "half" };
    const response = await buildApp().request("/v1/ask", init);
    expect(await problemOf(response)).toMatchObject({ status: 413, code: "QUESTION_TOO_LONG" });
  });

  it("take a question of just the limit, however it is encoded", async () => {
    const app = buildApp({ limits: { questionChars: 20_000 } });
    const escaped = `{"question":"${String.raw`\u00e9`.repeat(20_000)}"}`;
    expect((await app.request("/v1/ask", askRequest(escaped))).status).toBe(200);
  });

  it("name the fields that are wrong", async () => {
    const response = await buildApp().request("/v1/ask", askRequest({ thread: "a b" }));
    const problem = await problemOf(response);
    expect(problem.detail).toBe(
      "question: Invalid input: expected string, received undefined; thread: must be 1 to 64 letters, digits, - or _",
    );
  });

  it.each([
    ["GET", "/", 404, "NOT_FOUND", null],
    ["GET", "/v1/ask/more", 404, "NOT_FOUND", null],
    ["GET", "/v1/ask", 405, "METHOD_NOT_ALLOWED", "POST"],
    ["DELETE", "/v1/answers/answer_1", 405, "METHOD_NOT_ALLOWED", "GET, HEAD"],
    ["POST", "/v1/threads/t1", 405, "METHOD_NOT_ALLOWED", "GET, HEAD, PATCH, DELETE"],
    ["PUT", "/readyz", 405, "METHOD_NOT_ALLOWED", "GET, HEAD"],
    ["DELETE", "/openapi.json", 405, "METHOD_NOT_ALLOWED", "GET, HEAD"],
  ])("answer %s %s with %i", async (method, path, status, code, allow) => {
    const response = await buildApp().request(path, { method });
    expect([response.status, response.headers.get("allow")]).toEqual([status, allow]);
    expect(await problemOf(response)).toMatchObject({ status, code, instance: path });
  });

  it("hide the words of an unforeseen error from the client and from the log", async () => {
    const lines: unknown[] = [];
    const record = (line: unknown) => void lines.push(line);
    // Only what the channel calls; a whole pino logger would write to a file.
    const log = { info: record, error: record } as unknown as Logger;
    const ready = () => Promise.reject(new Error("secret of the server"));
    const response = await buildApp({ ready, log }).request("/readyz");
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ status: 500, code: "INTERNAL" });
    expect(JSON.stringify([problem, lines])).not.toContain("secret");
    expect(lines).toContainEqual({
      event: "unexpected-error",
      requestId: "request_1",
      frames: expect.arrayContaining([expect.stringContaining("problems.test.ts")]),
    });
  });
});

describe("the check of host and origin", () => {
  it.each([
    ["http://evil.example/v1/ask", undefined, 403],
    ["http://127.0.0.1.evil.example/v1/ask", undefined, 403],
    ["http://127.0.0.1:8787/v1/ask", "http://evil.example", 403],
    ["http://127.0.0.1:8787/v1/ask", "http://127.0.0.1:3000", 403],
    ["http://127.0.0.1:8787/v1/ask", "null", 403],
    ["http://127.0.0.1:8787/v1/ask", "http://127.0.0.1:8787", 200],
    ["http://localhost:8787/v1/ask", undefined, 200],
    ["http://[::1]:8787/v1/ask", "http://[::1]:8787", 200],
  ])("answers %s from origin %s with %i", async (url, origin, status) => {
    const response = await buildApp().request(url, askRequest({ question }, origin ? { origin } : {}));
    expect(response.status).toBe(status);
  });
});

describe("a principal that cannot be named", () => {
  it("is an error of the request", async () => {
    const principalOf = () => {
      throw new AppError("PRIVACY_REFUSED", { detail: "No.", hint: "Sign in." });
    };
    const response = await buildApp({ principalOf }).request("/v1/ask", askRequest({ question }));
    expect(response.status).toBe(403);
  });
});
