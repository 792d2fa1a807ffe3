import { tableFault, visualizationFault } from "./check-data-blocks.ts";
import {
  contextActionFault,
  elementFault,
  isJson,
  objects,
  textFault,
  textObjectFault,
  urlFault,
  type Json,
} from "./check-elements.ts";

/** Where blocks are shown; it decides how many there may be and of which kinds. */
export type Surface = "message" | "home" | "modal";

/** Why Slack refuses blocks: its code, and what it says beside it. */
export type BlocksRefusal = { readonly error: string; readonly detail: string };

const mostBlocks: Readonly<Record<Surface, number>> = { message: 50, home: 100, modal: 100 };
const onlyInMessages = new Set([
  "markdown",
  "table",
  "data_table",
  "data_visualization",
  "context_actions",
  "container",
]);
/** The kinds that both the documentation and the live check let into a container. */
const inContainers = new Set(["divider", "image", "section", "actions", "video", "header", "context", "table"]);
const mostMarkdownChars = 12_000;
const anyText = ["plain_text", "mrkdwn"];

/** Holds a list of blocks to Slack's published limits. Null where they are taken. */
export function checkBlocks(
  value: unknown,
  surface: Surface,
  options: { readonly refusedTypes: ReadonlySet<string>; readonly knowsFile: (id: string) => boolean },
): BlocksRefusal | null {
  const blocks = objects(value);
  const invalid = (detail: string): BlocksRefusal => ({ error: "invalid_blocks", detail });
  if (blocks === null) return { error: "invalid_blocks_format", detail: "blocks must be a list of objects" };
  if (blocks.length > mostBlocks[surface]) return invalid(`no more than ${mostBlocks[surface]} items allowed`);
  for (const [index, block] of blocks.entries()) {
    const fault =
      (options.refusedTypes.has(String(block.type)) ? `unsupported type: ${String(block.type)}` : null) ??
      blockFault(block, surface, options.knowsFile);
    if (fault !== null) return invalid(`${fault} [json-pointer:/blocks/${index}]`);
  }
  const ids = blocks.flatMap(({ block_id: id }) => (id === undefined ? [] : [id]));
  if (new Set(ids).size !== ids.length) return invalid("a block_id stands twice");
  const count = (...types: readonly string[]) => blocks.filter(({ type }) => types.includes(String(type))).length;
  if (count("data_visualization") > 2) return invalid("no more than 2 data_visualization blocks allowed");
  if (count("table", "data_table") > 1) return invalid("only_one_table_allowed");
  const markdownChars = blocks.reduce(
    (sum, { type, text }) => (type === "markdown" ? sum + String(text).length : sum),
    0,
  );
  if (markdownChars > mostMarkdownChars) return { error: "msg_blocks_too_long", detail: `${markdownChars} characters` };
  return null;
}

function blockFault(block: Json, surface: Surface, knowsFile: (id: string) => boolean): string | null {
  const { type } = block;
  if (block.block_id !== undefined && textFault(block.block_id, 255) !== null) return "block_id too long";
  if (surface !== "message" && onlyInMessages.has(String(type))) return `${String(type)} is for messages`;
  switch (type) {
    case "divider":
      return null;
    case "section":
      return sectionFault(block);
    case "header":
      return textObjectFault(block.text, 150, ["plain_text"]);
    case "markdown":
      return textFault(block.text, Number.POSITIVE_INFINITY);
    case "context":
      return listFault(block.elements, 10, (one) => textObjectFault(one, 3_000, anyText));
    case "image":
      return imageFault(block, knowsFile);
    case "actions":
      return listFault(block.elements, 25, elementFault) ?? repeatedActionFault(block);
    case "context_actions":
      return listFault(block.elements, 5, contextActionFault);
    case "table":
    case "data_table":
      return tableFault(block);
    case "data_visualization":
      return visualizationFault(block);
    case "container":
      return containerFault(block, surface, knowsFile);
    case "input":
      return surface === "modal" && isJson(block.element)
        ? (textObjectFault(block.label, 2_000, ["plain_text"]) ?? elementFault(block.element))
        : "input is for modals";
    case "rich_text":
      return Array.isArray(block.elements) ? null : "rich_text has no elements";
    default:
      return `unsupported type: ${String(type)}`;
  }
}

function sectionFault({ text, fields, accessory }: Json): string | null {
  const fault =
    text === undefined && fields === undefined
      ? "text or fields are missing"
      : ((text === undefined ? null : textObjectFault(text, 3_000, anyText)) ??
        (fields === undefined ? null : listFault(fields, 10, (one) => textObjectFault(one, 2_000, anyText))));
  if (fault !== null || accessory === undefined) return fault;
  return isJson(accessory) ? elementFault(accessory) : "accessory must be an object";
}

function imageFault(block: Json, knowsFile: (id: string) => boolean): string | null {
  const fault =
    textFault(block.alt_text, 2_000) ??
    (block.title === undefined ? null : textObjectFault(block.title, 2_000, ["plain_text"]));
  if (fault !== null) return fault;
  if (block.image_url !== undefined) return urlFault(block.image_url);
  const { slack_file: file } = block;
  return isJson(file) && typeof file.id === "string" && knowsFile(file.id) ? null : "invalid slack file";
}

function containerFault(block: Json, surface: Surface, knowsFile: (id: string) => boolean): string | null {
  const children = objects(block.child_blocks);
  const fault =
    (block.rich_text_title === undefined ? textObjectFault(block.title, 150, ["plain_text"]) : null) ??
    (block.subtitle === undefined ? null : textObjectFault(block.subtitle, 150, anyText));
  if (fault !== null) return `container: ${fault}`;
  if (children === null || children.length < 1 || children.length > 10) return "must have 1 to 10 child blocks";
  if (block.default_collapsed === true && block.is_collapsible !== true) return "default_collapsed: is not collapsible";
  for (const child of children) {
    if (!inContainers.has(String(child.type))) return `unsupported child ${String(child.type)}`;
    const wrong = blockFault(child, surface, knowsFile);
    if (wrong !== null) return `child: ${wrong}`;
  }
  return null;
}

/** Two elements of one block may not have the same action_id: Slack could not tell which was pressed. */
function repeatedActionFault({ elements }: Json): string | null {
  const ids = (objects(elements) ?? []).flatMap(({ action_id: id }) => (id === undefined ? [] : [id]));
  return new Set(ids).size === ids.length ? null : "an action_id stands twice";
}

function listFault(value: unknown, most: number, faultOf: (one: Json) => string | null): string | null {
  const list = objects(value);
  if (list === null || list.length < 1) return "must have elements";
  if (list.length > most) return `no more than ${most} elements allowed`;
  return list.map(faultOf).find((fault) => fault !== null) ?? null;
}
