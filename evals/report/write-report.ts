import { appendFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

import type { CaseRecord } from "../repeat-suite.ts";
import { loadBeside } from "./beside.ts";
import type { EvalReport } from "./eval-report.ts";
import { loadPageFiles } from "./html/page-files.ts";
import { renderPage } from "./html/render-page.ts";
import { toJunit } from "./junit.ts";
import { renderMarkdownSummary } from "./render-markdown-summary.ts";

/** Where the report goes; paths are absolute. */
export type ReportFiles = {
  /** For `report.json`, `junit.xml` and, without `htmlFile`, `report.html`; what was found beside the suite is there. */
  readonly directory: string;
  readonly htmlFile: string | null;
  /** Added to at its end, as GitHub's step summary asks for. */
  readonly summaryFile: string | null;
};

/** Writes a report in all its forms; returns the path of the page. */
export async function writeReport(report: EvalReport, files: ReportFiles, signal: AbortSignal): Promise<string> {
  const { directory, summaryFile } = files;
  const htmlFile = files.htmlFile ?? path.join(directory, "report.html");
  const beside = await loadBeside(directory, signal);
  await mkdir(directory, { recursive: true });
  await mkdir(path.dirname(htmlFile), { recursive: true });
  const results = report.records.map((record) => record.shown);
  const { records, ...rest } = report;
  const json = JSON.stringify({ ...rest, cases: records.map(caseOf) }, null, 2);
  await writeFile(path.join(directory, "report.json"), `${json}\n`, { signal });
  await writeFile(path.join(directory, "junit.xml"), toJunit(results), { signal });
  await writeFile(htmlFile, renderPage(report, beside, await loadPageFiles(signal)), { signal });
  if (summaryFile !== null) await appendFile(summaryFile, renderMarkdownSummary(report));
  return htmlFile;
}

/** One case as the report holds it: what was asked, what came, how it was scored. Rows of evidence are left out. */
function caseOf({ shown: result, outcome, tries, passed }: CaseRecord) {
  const { id, suite, category, question, role } = result.case;
  const common = {
    id,
    suite,
    category,
    question,
    role,
    status: outcome,
    tries: tries.length,
    passed,
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
