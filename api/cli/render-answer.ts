import type { Answer } from "#agent";

import { cleanLine, cleanText } from "./clean-text.ts";
import { widthOf, wrapText } from "./fit-text.ts";
import { renderChart } from "./render-chart.ts";
import { renderMarkdown } from "./render-markdown.ts";
import { renderTable } from "./render-table.ts";
import type { Style } from "./style.ts";

type Evidence = Answer["evidence"][number];

const evidenceRows = 5;
/** Enough to know the query again; the JSON has all of it. */
const evidenceSqlLines = 6;

/** A whole answer for a terminal of `width` columns: its text and what stands below it. Ends with a line feed. */
export function renderAnswer(answer: Answer, width: number, style: Style): string {
  return `${renderMarkdown(answer.text, width, style).join("\n")}\n\n${renderBelowText(answer, width, style)}`;
}

/**
 * What stands below an answer's text: chart, evidence with its SQL and first rows, checks, caveats, follow-ups, and what
 * it rests on. Ends with a line feed.
 */
export function renderBelowText(answer: Answer, width: number, style: Style): string {
  const sections = [
    renderChart(answer, width, style),
    section(
      "Evidence",
      answer.evidence.flatMap((evidence) => renderEvidence(evidence, width, style)),
      style,
    ),
    renderChecks(answer, width, style),
    section(
      "Keep in mind",
      bullets(
        answer.caveats.map((caveat) => caveat.text),
        width,
      ),
      style,
    ),
    section("You could ask next", numbered(answer.followUps, width), style),
    wrapText(describeOrigin(answer), width, "  ").map(style.dim),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function section(title: string, lines: readonly string[], style: Style): string[] {
  return lines.length > 0 ? [style.bold(title), ...lines] : [];
}

function renderEvidence(evidence: Evidence, width: number, style: Style): string[] {
  const indent = "    ";
  const inner = Math.max(1, width - indent.length);
  const [title = "", ...titleRest] = wrapText(cleanLine(evidence.title), inner);
  const cost = `${evidence.tool}, ${count(evidence.rowCount, "row")}, ${Math.round(evidence.elapsedMs)} ms`;
  const body = [
    ...titleRest,
    ...(evidence.verified
      ? wrapText(`✓ verified query: ${cleanLine(evidence.verified.title)}`, inner).map(style.good)
      : []),
    ...wrapText(evidence.truncated ? `${cost}, cut` : cost, inner).map(style.dim),
    ...renderSql(evidence.sql ?? "", inner, style),
    ...renderTable(evidence, { width: inner, maxRows: evidenceRows, style }),
    ...evidence.notices.flatMap((notice) => wrapText(cleanLine(notice), inner)).map(style.dim),
  ];
  return [`${evidence.id.padEnd(3)} ${title}`, ...body.map((line) => `${indent}${line}`.trimEnd())];
}

/** The SQL as run, its first lines where it is long; a line that fits keeps its indent. */
function renderSql(sql: string, width: number, style: Style): string[] {
  if (sql === "") return [];
  const lines = cleanText(sql)
    .split("\n")
    .flatMap((line) => (widthOf(line) <= width ? [line] : wrapText(line, width, "  ")));
  const left = lines.length - evidenceSqlLines;
  const rest = left > 0 ? [style.dim(`… ${left} more lines of SQL; --json has all`)] : [];
  return [...lines.slice(0, evidenceSqlLines).map(style.code), ...rest];
}

function renderChecks(answer: Answer, width: number, style: Style): string[] {
  const { numbers, names, traced, derived, given, untraced, repaired, notes } = answer.verification;
  const parts = [
    `${count(numbers, "number")} and ${count(names, "name")} in the text`,
    `${traced} traced to the evidence`,
    derived > 0 ? `${derived} derived from it` : "",
    given > 0 ? `${given} given` : "",
    untraced > 0 ? `${untraced} NOT traced` : "none untraced",
    repaired ? "the text was mended once" : "",
  ].filter((part) => part !== "");
  const mark = untraced > 0 ? style.bad("✗") : style.good("✓");
  return [
    ...wrapText(`${mark} Checks: ${parts.join(", ")}.`, width, "  "),
    ...notes.flatMap((note) => wrapText(cleanLine(note), width - 2)).map((line) => `  ${line}`),
  ];
}

function describeOrigin(answer: Answer): string {
  const { model, dataset, usage, timing } = answer;
  const cost = usage.costUsd === null ? "cost not known" : `$${usage.costUsd.toFixed(usage.costUsd > 0 ? 4 : 0)}`;
  const versions = Object.entries(dataset.modelVersions).map(([name, version]) => `${name} ${version}`);
  const parts = [
    `${model.provider}:${model.name}`,
    `run ${dataset.runId} of ${dataset.snapshotDate}`,
    ...versions,
    `${Math.round(timing.totalMs)} ms`,
    cost,
  ];
  return cleanLine(parts.join(" · "));
}

function bullets(texts: readonly string[], width: number): string[] {
  return texts.flatMap((text) => wrapText(`• ${cleanLine(text)}`, width, "  "));
}

function numbered(texts: readonly string[], width: number): string[] {
  return texts.flatMap((text, index) => wrapText(`${index + 1}. ${cleanLine(text)}`, width, "   "));
}

function count(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? "" : "s"}`;
}
