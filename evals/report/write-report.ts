import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

import type { Answer } from "#agent";

import type { CaseResult } from "../run-suite.ts";
import { failingOf } from "./scoreboard.ts";
import type { Summary } from "./summarise.ts";

/** Writes `report.json` and `junit.xml` into a folder; returns the path of the first. */
export async function writeReport(
  directory: string,
  run: {
    readonly startedAt: string;
    readonly dataset: Answer["dataset"] | null;
    readonly summary: Summary;
    readonly results: readonly CaseResult[];
  },
  signal: AbortSignal,
): Promise<string> {
  await mkdir(directory, { recursive: true });
  const file = path.join(directory, "report.json");
  const { startedAt, dataset, summary, results } = run;
  const report = { startedAt, dataset, summary, cases: results.map(caseOf) };
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`, { signal });
  await writeFile(path.join(directory, "junit.xml"), toJunit(results), { signal });
  return file;
}

/** One case as the report holds it: what was asked, what came, how it was scored. Rows of evidence are left out. */
function caseOf(result: CaseResult) {
  const { id, suite, category, question, role } = result.case;
  const common = {
    id,
    suite,
    category,
    question,
    role,
    status: result.status,
    elapsedMs: result.elapsedMs,
  };
  if (result.status === "error") return { ...common, error: { code: result.code, detail: result.detail } };
  const { answer, score } = result;
  return {
    ...common,
    score: score.score,
    outcome: answer.outcome,
    text: answer.text,
    caveats: answer.caveats.map((caveat) => caveat.kind),
    followUps: answer.followUps,
    tools: answer.evidence.map(({ id: evidence, tool, sql, rowCount, elapsedMs }) => ({
      evidence,
      tool,
      sql,
      rowCount,
      elapsedMs,
    })),
    verification: answer.verification,
    model: answer.model,
    usage: answer.usage,
    expectations: score.expectations,
    checks: score.checks,
  };
}

/** The results in JUnit's form, a suite of tests for each suite of cases. */
export function toJunit(results: readonly CaseResult[]): string {
  const tests = results.map((result) => {
    const { id, suite, category, question } = result.case;
    const inside =
      result.status === "error"
        ? `<error message="${escape(`${result.code}: ${result.detail}`)}"/>`
        : result.status === "failed"
          ? `<failure message="${escape(failingOf(result).join(", "))}"/>`
          : "";
    return `  <testcase classname="${escape(`${suite}.${category}`)}" name="${escape(`${id} ${question}`)}" time="${(result.elapsedMs / 1000).toFixed(3)}">${inside}</testcase>`;
  });
  const count = (status: CaseResult["status"]) => results.filter((result) => result.status === status).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="evals" tests="${results.length}" failures="${count("failed")}" errors="${count("error")}">`,
    ...tests,
    "</testsuite>",
    "",
  ].join("\n");
}

function escape(text: string): string {
  return text
    .replaceAll(/(?![\t\n\r])\p{Cc}/gu, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
