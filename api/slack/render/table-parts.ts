import type { Answer } from "#agent";

import { cleanText } from "../../cli/clean-text.ts";
import type { EvidenceTable } from "../../service.ts";
import { contexts, markdown, type SlackBlock, type SlackFile } from "./blocks.ts";
import { breakMentions } from "./mrkdwn.ts";
import type { TextPart, TextTable } from "./parse-markdown.ts";
import { splitText } from "./split-text.ts";
import { csvFile, dataTable, tableOfEvidence, textTable } from "./slack-table.ts";

/** The tables of an answer as they are shown. */
export type TableParts = {
  /** The blocks of each table of the text, by its place among the text's pieces. */
  readonly blocksOf: ReadonlyMap<number, readonly SlackBlock[]>;
  /** The rows that the answer rests on, where its text has no table. */
  readonly after: readonly SlackBlock[];
  readonly files: readonly SlackFile[];
};

type Options = { readonly isRich: boolean; readonly isTextShown: boolean };

/** Rows in aligned lines; more of them are read in a file. */
const mostLines = 20;
/** Characters in one block of code. */
const mostCodeChars = 6_000;

/**
 * Shows each table of the text; where there is none, the rows that the answer rests on. What a table leaves out goes
 * as a file, as do the rows of which the text shows the first only.
 */
export function tableParts(answer: Answer, parts: readonly TextPart[], options: Options): TableParts {
  const tables = parts.flatMap((part, index) => (part.kind === "table" ? [{ index, ...part }] : []));
  const source = mainTable(answer);
  if (tables.length === 0) return source ? sourceParts(source, options) : { blocksOf: new Map(), after: [], files: [] };
  const caption = source?.title ?? answer.question;
  const shown = tables.map((table) => ({ table, ...showTable(table, caption, options) }));
  const mostRows = Math.max(...tables.map(({ rows }) => rows.length));
  const cut = shown
    .filter(({ isWhole }) => !isWhole)
    .map(({ table }, index) => csvFile(`table-${index + 1}.csv`, caption, cellsOf(table)));
  const rows = source !== null && source.table.rows.length > mostRows ? [sourceFile(source)] : [];
  return {
    blocksOf: new Map(shown.map(({ table, blocks }) => [table.index, blocks])),
    after: [...wholeTables(cut), ...(rows.length > 0 && source ? allRows(source) : [])],
    files: [...cut, ...rows],
  };
}

/** The rows that the answer rests on, which its text does not show: they were not streamed either. */
function sourceParts(source: Source, { isRich }: Options): TableParts {
  const { table, title } = source;
  const read = tableOfEvidence(table);
  const isShort = isRich || read.rows.length <= mostLines;
  const first = isShort ? read : { ...read, rows: read.rows.slice(0, mostLines) };
  const { blocks, isWhole } = showTable(first, title, { isRich, isTextShown: false });
  const isAll = isShort && isWhole;
  return {
    blocksOf: new Map(),
    after: [...blocks, ...(isAll ? [] : allRows(source))],
    files: isAll ? [] : [sourceFile(source)],
  };
}

/** One table: as Slack's own, or in aligned lines. One that was streamed already is not shown again as lines. */
function showTable(
  table: TextTable,
  caption: string,
  { isRich, isTextShown }: Options,
): { readonly blocks: readonly SlackBlock[]; readonly isWhole: boolean } {
  if (!isRich) return { blocks: isTextShown ? [] : codeBlocks(textTable(table).join("\n")), isWhole: true };
  const drawn = dataTable({ ...table, caption });
  return drawn ? { blocks: [drawn.block], isWhole: drawn.isWhole } : { blocks: [], isWhole: true };
}

/** Code in blocks that each have their fences. */
export function codeBlocks(code: string): readonly SlackBlock[] {
  // A fence within would end the block.
  const clean = cleanText(code).replaceAll("```", "'''");
  return splitText(clean, mostCodeChars, (part) => breakMentions(part).length).map((part) =>
    markdown(`\`\`\`\n${breakMentions(part)}\n\`\`\``),
  );
}

type Source = { readonly id: string; readonly title: string; readonly table: EvidenceTable };

/** The rows that the answer rests on: those of its chart, or the first that are more than one. */
function mainTable({ chart, evidence }: Answer): Source | null {
  const drawn = evidence.find((one) => one.id === chart?.evidence);
  if (chart && drawn) {
    const table = chart.table === null ? drawn : drawn.more[chart.table];
    if (table) return { id: drawn.id, title: chart.title, table };
  }
  const many = evidence.find((one) => one.rows.length > 1);
  return many ? { id: many.id, title: many.title, table: many } : null;
}

function sourceFile({ id, title, table }: Source): SlackFile {
  return csvFile(`${id}.csv`, title, table);
}

/** Says where all the rows are, and how many there are. */
function allRows({ id, table: { rows, rowCount } }: Source): readonly SlackBlock[] {
  const of = rowCount > rows.length ? ` of ${rowCount.toLocaleString("en-US")}` : "";
  return contexts([`${id}.csv beside this message has the rows: ${rows.length.toLocaleString("en-US")}${of}.`]);
}

/** Says where the tables are of which Slack took a part only. */
function wholeTables(files: readonly SlackFile[]): readonly SlackBlock[] {
  return contexts(files.map(({ name }) => `${name} beside this message has the whole table.`));
}

/** A table of the text as rows to be written. */
function cellsOf({ header, rows }: TextTable): Pick<EvidenceTable, "columns" | "rows"> {
  return { columns: header.map((name) => ({ name, type: "varchar" })), rows: rows.map((row) => [...row]) };
}
