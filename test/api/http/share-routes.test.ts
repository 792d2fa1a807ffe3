import { expect, it } from "vitest";

import { buildAnswer } from "../../support/build-answer.ts";
import { buildApp } from "../../support/build-app.ts";
import { buildOperations } from "../../support/build-operations.ts";
import { openMemoryStore } from "../../support/open-memory-store.ts";

it("gives the owner the answer, others the questions that led to it, and nobody anything once it is taken back", async () => {
  const store = await openMemoryStore();
  const operations = buildOperations(store);
  for (const [id, question] of [
    ["a1", "How many?"],
    ["a2", "And by plan?"],
    ["a3", "Later."],
  ] as const) {
    await store.threads.append("t1", "ada", { question, answer: buildAnswer({ id, question, thread: "t1" }) });
  }
  const send = async (person: string, method: string, path: string) => {
    const principalOf = () => ({ id: person, role: "viewer" as const });
    const response = await buildApp({ operations, principalOf }).request(path, { method });
    const text = await response.text();
    return [response.status, text === "" ? null : (JSON.parse(text) as unknown)] as const;
  };
  const missing = [404, expect.objectContaining({ code: "ANSWER_NOT_FOUND" })];
  expect(await send("bob", "GET", "/v1/shared/a2")).toEqual(missing);
  expect(await send("bob", "PUT", "/v1/answers/a2/share")).toEqual(missing);
  expect(await send("ada", "PUT", "/v1/answers/a2/share")).toEqual([204, null]);

  const shared = { id: "a2", sharedAt: "2026-11-20T12:00:00.000Z", questions: ["How many?", "And by plan?"] };
  expect(await send("bob", "GET", "/v1/shared/a2")).toEqual([200, { ...shared, answer: null }]);
  expect(await send("ada", "GET", "/v1/shared/a2")).toEqual([
    200,
    { ...shared, answer: buildAnswer({ id: "a2", question: "And by plan?", thread: "t1" }) },
  ]);
  expect(await send("bob", "GET", "/v1/shared/a1")).toEqual(missing);
  expect(await send("bob", "DELETE", "/v1/answers/a2/share")).toEqual(missing);
  expect(await send("ada", "DELETE", "/v1/answers/a2/share")).toEqual([204, null]);
  expect(await send("bob", "GET", "/v1/shared/a2")).toEqual(missing);
  await store.close();
});
