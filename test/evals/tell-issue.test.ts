import { expect, it } from "vitest";

import { caseSchema } from "../../evals/case-schema.ts";
import { tellIssue } from "../../evals/tell-issue.ts";

const sound = { id: "a", category: "c", question: "?", expects: [] };

it.each<[string, object, string]>([
  ["a missing question", { ...sound, question: "" }, "question: "],
  ["an unknown field", { ...sound, expect: [] }, ': Unrecognized key: "expect"'],
  ["an unknown kind", { ...sound, expects: [{ id: "x", kind: "guess" }] }, "expects.0.kind: "],
  [
    "a wrong part of one form of truth",
    { ...sound, truth: { t: { change: { model: "m" } } } },
    "truth.t.change.column: ",
  ],
  [
    "a bad pattern",
    { ...sound, expects: [{ id: "x", kind: "says", any: ["("] }] },
    "expects.0.any.0: must be a regular",
  ],
])("tells where a case is wrong: %s", (_, given, expected) => {
  const [issue] = caseSchema.safeParse(given).error?.issues ?? [];
  expect(issue && tellIssue(issue)).toContain(expected);
});
