import type { CaseResult } from "../run-suite.ts";
import { failingOf } from "./failing.ts";
import { escapeMarkup } from "./html/markup.ts";

/** The results in JUnit's form, a test for each case. */
export function toJunit(results: readonly CaseResult[]): string {
  const tests = results.map((result) => {
    const { id, suite, category, question } = result.case;
    const name = escapeMarkup(`${id} ${question}`);
    return `  <testcase classname="${escapeMarkup(`${suite}.${category}`)}" name="${name}" time="${(result.elapsedMs / 1000).toFixed(3)}">${verdictOf(result)}</testcase>`;
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

function verdictOf(result: CaseResult): string {
  switch (result.status) {
    case "passed":
      return "";
    case "failed":
      return `<failure message="${escapeMarkup(failingOf(result).join(", "))}"/>`;
    case "error":
      return `<error message="${escapeMarkup(`${result.code}: ${result.detail}`)}"/>`;
    default:
      return result satisfies never;
  }
}
