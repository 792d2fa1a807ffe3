import { expect, it } from "vitest";

import { domainDirectory, loadDomain } from "#knowledge";

import { checkText, createEvidenceIndex } from "../../../agent/checks/index.ts";

const domain = await loadDomain(domainDirectory("engagement"));
const dataset = { runId: "run_1", snapshotDate: "2026-11-20", modelVersions: {} };

it.each([
  ["The value model's 80 % interval is wide.", "given"],
  ["The engagement model's 90 % interval holds it.", "given"],
  ["The value model's 73 % interval is wide.", "untraced"],
])("the level of a model's interval is what the dictionary says: %s", (text, status) => {
  const index = createEvidenceIndex({ evidence: [], question: "", earlierQuestions: [], domain, dataset });
  expect(
    checkText(text, index)
      .claims.filter(({ kind }) => kind === "number")
      .map((claim) => claim.status),
  ).toEqual([status]);
});
