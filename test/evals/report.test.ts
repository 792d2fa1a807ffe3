import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Beside } from "../../evals/report/beside.ts";
import { loadPageFiles, type PageFiles } from "../../evals/report/html/page-files.ts";
import { renderMarkdown } from "../../evals/report/html/markdown.ts";
import { renderPage } from "../../evals/report/html/render-page.ts";
import { renderMarkdownSummary } from "../../evals/report/render-markdown-summary.ts";
import { tellVerdict } from "../../evals/report/tell-verdict.ts";
import { writeReport } from "../../evals/report/write-report.ts";
import { buildEvidence } from "../support/build-answer.ts";
import { buildAccepted, buildError, buildEvalCase, buildResult, reportOf } from "./build-report.ts";

const signal = new AbortController().signal;
const browserPath = "/usr/bin/chromium";
let directory = "";
let files: PageFiles;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "evals-report-"));
  files = await loadPageFiles(signal);
});
afterAll(() => rm(directory, { recursive: true }));

const [right, wrong, broken] = ["right", "wrong", "broken"].map((id) => buildEvalCase(id));

describe("a report", () => {
  it("passes a case only where every try does, and shows the try that did not", () => {
    const one = buildEvalCase("shaky");
    const report = reportOf([buildResult(one), buildResult(one, { fails: "expectation" }), buildResult(one)], {
      repeat: 3,
    });
    expect(report.records).toMatchObject([{ outcome: "failed", passed: 2, shown: { status: "failed" } }]);
    expect(report.summary).toMatchObject({ cases: 1, passed: 0 });
    expect(report.passPowers.map((power) => Number(power.toFixed(4)))).toEqual([0.6667, 0.3333, 0]);
  });

  it("counts an error as no answer: not as a guess, not in the score", () => {
    const { abstention, summary } = reportOf([buildResult(right!), buildError(broken!)]);
    expect({ ...abstention, mean: summary.score, errors: summary.errors }).toEqual({
      right: 1,
      abstained: 0,
      wrong: 0,
      penalty: 3,
      score: 1,
      mean: 1,
      errors: 1,
    });
  });

  it("takes silence where an answer was due for silence, but not where it breaks a safety check", () => {
    const silent = { answer: { outcome: "not-understood" } } as const;
    const { abstention } = reportOf([
      buildResult(right!, { ...silent, fails: "expectation" }),
      buildResult(wrong!, { ...silent, fails: "check" }),
    ]);
    expect(abstention).toMatchObject({ right: 0, abstained: 1, wrong: 1 });
  });
});

describe("the gates", () => {
  const many = Array.from({ length: 5 }, (_, index) => buildEvalCase(`c${index}`));
  const held = (report: ReturnType<typeof reportOf>) =>
    Object.fromEntries(report.gates.map(({ id, holds }) => [id, holds]));
  const passed = Object.fromEntries(many.map(({ id }) => [id, "passed" as const]));

  it("hold for a good run", () => {
    const report = reportOf(
      many.map((one) => buildResult(one)),
      { accepted: buildAccepted(passed) },
    );
    expect(held(report)).toEqual({ truth: true, checks: true, floor: true, regression: true });
  });

  it("fall to five lost cases, not to four, and not to those of another model", () => {
    const lose = (count: number) =>
      many.map((one, index) => buildResult(one, index < count ? { fails: "expectation" } : {}));
    const accepted = buildAccepted(passed);
    const another = { ...accepted, model: { provider: "bedrock", name: "claude" } };
    expect(held(reportOf(lose(5), { accepted })).regression).toBe(false);
    expect(held(reportOf(lose(4), { accepted })).regression).toBe(true);
    expect(held(reportOf(lose(5), { accepted: another })).regression).toBe(true);
  });

  it("fall to one broken check, and to truths that differ", () => {
    const { gates } = reportOf([buildResult(right!), buildResult(wrong!, { fails: "check" })]);
    expect(gates.find(({ id }) => id === "checks")).toEqual({
      id: "checks",
      holds: false,
      detail: "sql holds in 1 of 2 answers, not in wrong",
    });
    const audit = { truths: 3, agreeing: 2, faults: ["x"] };
    expect(held(reportOf([buildResult(right!)], { audit })).truth).toBe(false);
  });
});

describe("the page", () => {
  const hostile = [
    `<script>document.title = "run"</script>`,
    `<img src=x onerror="document.title = 'run'">`,
    `[click](javascript:document.title='run')`,
    `![pixel](http://127.0.0.1:9/pixel.png)`,
    `</style></script></div><script>document.title='run'</script>`,
    `" autofocus onfocus="document.title='run'" x="`,
    `| <svg onload="document.title='run'"> | b |\n| --- | --- |\n| <b>bold</b> | \`<i>\` |`,
    `<https://127.0.0.1:9/auto> http://127.0.0.1:9/bare`,
  ].join("\n\n");

  const hostileBeside: Beside = {
    metamorphic: {
      generatedAt: hostile,
      caught: 0,
      total: 1,
      relations: [{ relation: hostile, claim: hostile, total: 1, held: 0 }],
      items: [{ relation: hostile, questions: [[hostile], [hostile]], status: "violated", figures: [hostile] }],
    },
    mutation: {
      generatedAt: hostile,
      caught: 0,
      total: 1,
      items: [{ name: hostile, about: hostile, status: "survived", caughtBy: [] }],
    },
  };

  const hostileReport = () => {
    const one = buildEvalCase("hostile", { question: hostile, category: hostile });
    const evidence = [buildEvidence({ title: hostile, sql: hostile })];
    const answer = {
      text: hostile,
      evidence,
      followUps: [hostile],
      caveats: [{ kind: "drift", text: hostile }],
    } as const;
    return reportOf([
      buildResult(one, {
        fails: "expectation",
        answer: { ...answer, evidence, followUps: [hostile], caveats: [...answer.caveats] },
        found: hostile,
        note: hostile,
      }),
      buildError(broken!, hostile),
    ]);
  };

  it("holds no element of an answer, no handler and no address to load from", () => {
    const page = renderPage(hostileReport(), hostileBeside, files);
    const body = page.slice(page.indexOf("<body>"), page.lastIndexOf("<script>"));
    expect(body.match(/<(script|img|iframe|object|embed|link|meta|base|form action)\b/gi)).toBeNull();
    // Handlers would stand in a tag, after a quote that an answer closed.
    expect(
      [...body.matchAll(/<[a-z][^>]*>/gi)].filter(([tag]) => /\son\w+\s*=/i.test(tag.replaceAll(/"[^"]*"/g, ""))),
    ).toEqual([]);
    expect([...body.matchAll(/\s(?:href|src|action)="([^"]*)"/g)].filter(([, to = ""]) => !to.startsWith("#"))).toEqual(
      [],
    );
  });

  it.skipIf(!existsSync(browserPath))(
    "runs nothing of an answer and asks for nothing in a browser, and its own filter works",
    async () => {
      const file = path.join(directory, "hostile.html");
      await writeFile(file, renderPage(hostileReport(), hostileBeside, files));
      const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
      try {
        const page = await browser.newPage();
        const asked: string[] = [];
        const refused: string[] = [];
        page.on("request", (request) => asked.push(new URL(request.url()).protocol));
        page.on("console", (message) => refused.push(message.text()));
        await page.goto(pathToFileURL(file).href);
        const shown = () => page.locator("#list > details:visible").count();
        const before = await shown();
        await page.locator("#list > details").evaluateAll((all) => {
          for (const one of all) one.setAttribute("open", "");
        });
        await page.fill("#search", "timeout");
        expect({ before, after: await shown(), title: await page.title(), asked, refused }).toEqual({
          before: 2,
          after: 1,
          title: "Evals: 0 of 2 passed",
          asked: ["file:"],
          refused: [],
        });
      } finally {
        await browser.close();
      }
    },
  );

  it("draws an answer's tables, emphasis and citations", () => {
    const { markup } = renderMarkdown("**Premium** is ahead [e1, e2].\n\n| a | b |\n| --- | ---: |\n| x | 1 |");
    expect(markup).toContain("<strong>Premium</strong>");
    expect(markup).toContain('<span class="cite">1</span><span class="cite">2</span>.');
    expect(markup).toMatch(/<td align="right">1<\/td>/);
  });

  it("tells expected and found, SQL, what was lost, and why", () => {
    const report = reportOf([buildResult(right!), buildResult(wrong!, { fails: "expectation" })], {
      accepted: buildAccepted({ right: "passed", wrong: "passed" }),
    });
    const page = renderPage(report, { metamorphic: null, mutation: null }, files);
    for (const part of [
      '<span class="sql-word">SELECT</span> plan, mean_score',
      "<dd>0.75</dd>",
      "<dd>0.25</dd>",
      "#case-wrong",
    ]) {
      expect(page).toContain(part);
    }
    expect(page.match(/data-change="(\w*)"/g)).toEqual(['data-change=""', 'data-change="lost"']);
  });
});

describe("the summary for a pull request", () => {
  it("names what was lost with its question, in which nothing is markdown or a mention", () => {
    const one = buildEvalCase("wrong", { question: "What about @team, <b>|x|</b> and [y](http://z)?" });
    const text = renderMarkdownSummary(
      reportOf([buildResult(one, { fails: "expectation" })], { accepted: buildAccepted({ wrong: "passed" }) }),
    );
    expect(text).toContain("both passed 0, lost 1, won 0, neither 0");
    expect(text).toContain(
      "`wrong` What about &#64;team, &#60;b&#62;&#124;x&#124;&#60;/b&#62; and &#91;y&#93;&#40;http://z&#41;?",
    );
  });

  it("is added to a file that holds something, beside report, page and JUnit", async () => {
    const summaryFile = path.join(directory, "summary.md");
    await writeFile(summaryFile, "before\n");
    const htmlFile = await writeReport(
      reportOf([buildResult(right!)]),
      { directory, htmlFile: null, summaryFile },
      signal,
    );
    expect(htmlFile).toBe(path.join(directory, "report.html"));
    expect((await readFile(summaryFile, "utf8")).startsWith("before\n## Evals: 1 of 1 passed, all gates hold\n")).toBe(
      true,
    );
    expect(JSON.parse(await readFile(path.join(directory, "report.json"), "utf8"))).toMatchObject({
      summary: { passed: 1 },
      cases: [{ id: "right", status: "passed", tries: 1, passed: 1 }],
    });
    expect(await readFile(path.join(directory, "junit.xml"), "utf8")).toContain('tests="1" failures="0" errors="0"');
  });
});

describe("the verdict in the terminal", () => {
  it("tells interval, guessing, the accepted run and each gate", () => {
    const report = reportOf([buildResult(right!), buildResult(wrong!, { fails: "expectation" })], {
      accepted: buildAccepted({ right: "failed", wrong: "passed" }),
    });
    expect(tellVerdict(report)).toEqual([
      "passed 50.0 %, 95 % interval 9.5–90.5 %",
      "guessing scored -1.000: 1 right, 0 silent, 1 wrong at -3",
      "accepted run of 2026-11-19: n11 0, n10 1, n01 1, n00 0; sign test 1.000",
      "  lost: wrong",
      "  won: right",
      "✓ gate truth: every truth was computed twice with one result",
      "✓ gate checks: each holds in every answer, or as often as the floor asks",
      "✓ gate floor: no suite is under its floor",
      "✓ gate regression: 1 lost and 1 won against the accepted run, chance of that or worse 0.75",
    ]);
  });
});
