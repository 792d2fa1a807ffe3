import { cleanText } from "./clean-text.ts";
import { wrapText } from "./fit-text.ts";
import { renderTable } from "./render-table.ts";
import type { Style } from "./style.ts";

const listItem = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;
const tableLine = /^\s*\|.*\|\s*$/;
const tableRule = /^\s*\|[\s|:-]+\|\s*$/;

/**
 * The markdown that answers are written in as lines for a terminal: paragraphs and list items wrapped, tables
 * aligned, code as it is, headings and emphasis by style.
 */
export function renderMarkdown(markdown: string, width: number, style: Style): string[] {
  const source = cleanText(markdown).trim().split("\n");
  const lines: string[] = [];
  for (let at = 0; at < source.length;) {
    const block = readBlock(source, at);
    lines.push(...renderBlock(block, width, style));
    at += block.lines.length;
  }
  return lines;
}

type Block = {
  readonly kind: "blank" | "code" | "table" | "heading" | "item" | "text";
  readonly lines: readonly string[];
};

function readBlock(source: readonly string[], start: number): Block {
  const kind = kindOf(source[start] ?? "");
  const take = (end: number): Block => ({ kind, lines: source.slice(start, end) });
  let end = start + 1;
  switch (kind) {
    case "code":
      while (end < source.length && kindOf(source[end] ?? "") !== "code") end++;
      return take(Math.min(source.length, end + 1));
    case "table":
    case "text":
      while (end < source.length && kindOf(source[end] ?? "") === kind) end++;
      return take(end);
    case "item":
      // Indented lines after an item go on with it.
      while (end < source.length && kindOf(source[end] ?? "") === "text" && /^\s/.test(source[end] ?? "")) end++;
      return take(end);
    default:
      return take(end);
  }
}

function kindOf(line: string): Block["kind"] {
  if (line.trim() === "") return "blank";
  if (line.trimStart().startsWith("```")) return "code";
  if (tableLine.test(line)) return "table";
  if (/^#{1,6}\s/.test(line)) return "heading";
  return listItem.test(line) ? "item" : "text";
}

function renderBlock(block: Block, width: number, style: Style): string[] {
  const joined = block.lines.map((line) => line.trim()).join(" ");
  switch (block.kind) {
    case "blank":
      return [""];
    case "code":
      return block.lines.filter((line) => !line.trimStart().startsWith("```")).map((line) => `    ${style.code(line)}`);
    case "table":
      return renderMarkdownTable(block.lines, width, style);
    case "heading":
      return wrapText(joined.replace(/^#+\s*/, ""), width).map(style.bold);
    case "item":
      return renderItem(block.lines, width, style);
    case "text":
      return wrapText(renderInline(joined.replace(/^>\s*/, ""), style), width);
  }
}

function renderItem(lines: readonly string[], width: number, style: Style): string[] {
  const [, indent = "", marker = "-", first = ""] = listItem.exec(lines[0] ?? "") ?? [];
  const lead = `${indent}${/\d/.test(marker) ? marker : "•"} `;
  const text = [first, ...lines.slice(1).map((line) => line.trim())].join(" ");
  const [head = "", ...rest] = wrapText(renderInline(text, style), Math.max(1, width - lead.length));
  return [lead + head, ...rest.map((line) => " ".repeat(lead.length) + line)];
}

function renderMarkdownTable(lines: readonly string[], width: number, style: Style): string[] {
  const [header = [], ...rows] = lines
    .filter((line) => !tableRule.test(line))
    .map((line) =>
      line
        .trim()
        .slice(1, -1)
        .split("|")
        .map((cell) => plainInline(cell.trim())),
    );
  const table = {
    columns: header.map((name) => ({ name, type: "varchar" })),
    rows,
    rowCount: rows.length,
    truncated: false,
  };
  return renderTable(table, { width, maxRows: rows.length, style, keep: "cells" });
}

function renderInline(text: string, style: Style): string {
  return text
    .replaceAll(/`([^`]+)`/g, (_, code: string) => style.code(code))
    .replaceAll(/\*\*([^*]+)\*\*/g, (_, bold: string) => style.bold(bold))
    .replaceAll(/(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])/g, (_, italic: string) => style.italic(italic))
    .replaceAll(/\[(e\d+)\]/g, (cited) => style.dim(cited))
    .replaceAll(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, "$1 ($2)");
}

function plainInline(text: string): string {
  return text.replaceAll(/\*\*([^*]+)\*\*/g, "$1").replaceAll(/`([^`]+)`/g, "$1");
}
