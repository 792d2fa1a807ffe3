import { isJson, objects, stringOf, type Json } from "./check-elements.ts";
import type { KeptMessage } from "./workspace.ts";

/**
 * Everything that a person can read of a message, a line for each part: what was streamed, or the blocks, where there
 * are none the text. Entities of mrkdwn are read as Slack shows them; folded containers are opened.
 */
export function readableText({ text, blocks, stream }: Pick<KeptMessage, "text" | "blocks" | "stream">): string {
  const parts = stream !== null || blocks.length === 0 ? [text] : [];
  return [...parts, ...blocks.map(blockText)].filter((part) => part !== "").join("\n");
}

/** What a person reads of one block. */
export function blockText(block: Json): string {
  switch (block.type) {
    case "markdown":
      return unescaped(String(block.text));
    case "section":
      return lines([textOf(block.text), ...list(block.fields).map(textOf), elementText(block.accessory)]);
    case "header":
      return textOf(block.text);
    case "context":
    case "actions":
    case "context_actions":
      return list(block.elements).map(elementText).filter(Boolean).join(" · ");
    case "image":
      return String(block.alt_text);
    case "table":
    case "data_table":
      return lines([stringOf(block.caption), ...rowsOf(block)]);
    case "data_visualization":
      return lines([String(block.title), ...pointsOf(block)]);
    case "container":
      return lines([textOf(block.title), textOf(block.subtitle), ...list(block.child_blocks).map(blockText)]);
    case "input":
      return lines([textOf(block.label), elementText(block.element)]);
    default:
      return "";
  }
}

function elementText(element: unknown): string {
  if (!isJson(element)) return "";
  if (element.type === "mrkdwn" || element.type === "plain_text") return textOf(element);
  if (element.type === "button") return `[${textOf(element.text)}]`;
  if (element.type === "feedback_buttons") {
    const { positive_button: up, negative_button: down } = element;
    return [up, down].map((button) => (isJson(button) ? `[${textOf(button.text)}]` : "")).join(" ");
  }
  return list(element.options)
    .map((option) => `[${textOf(option.text)}]`)
    .join(" ");
}

function textOf(value: unknown): string {
  if (!isJson(value)) return "";
  const text = String(value.text);
  return value.type === "mrkdwn" ? unescaped(text) : text;
}

function rowsOf({ rows }: Json): readonly string[] {
  return Array.isArray(rows)
    ? rows.map((row) =>
        list(row)
          .map((cell) => String(cell.text))
          .join(" | "),
      )
    : [];
}

function pointsOf({ chart }: Json): readonly string[] {
  if (!isJson(chart)) return [];
  const points = chart.type === "pie" ? list(chart.segments) : list(chart.series).flatMap((one) => list(one.data));
  return points.map(({ label, value }) => `${String(label)}: ${String(value)}`);
}

function list(value: unknown): readonly Json[] {
  return objects(value) ?? [];
}

function lines(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n");
}

function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
