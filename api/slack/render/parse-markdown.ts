/** A table as an answer's text has it: cells in plain words, as they are written. */
export type TextTable = { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** A piece of an answer's text: words, code, or a table. */
export type TextPart =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | ({ readonly kind: "table" } & TextTable);

const tableLine = /^\s*\|.*\|\s*$/;
const tableRule = /^\s*\|(?:\s*:?-+:?\s*\|)+\s*$/;

/** The text's pieces in their order: tables and fenced code by themselves, and what stands between them. */
export function parseMarkdown(text: string): readonly TextPart[] {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const parts: TextPart[] = [];
  let words: string[] = [];
  const endWords = () => {
    const joined = words.join("\n").trim();
    if (joined !== "") parts.push({ kind: "words", text: joined });
    words = [];
  };
  for (let at = 0; at < lines.length;) {
    const end = endOfBlock(lines, at);
    if (end === at) {
      words.push(lines[at++] ?? "");
      continue;
    }
    endWords();
    parts.push(isFence(lines[at]) ? codeOf(lines.slice(at, end)) : tableOf(lines.slice(at, end)));
    at = end;
  }
  endWords();
  return parts;
}

/** Where the table or the code that begins at a line ends; the line itself where none does. */
function endOfBlock(lines: readonly string[], start: number): number {
  const line = lines[start] ?? "";
  if (isFence(line)) {
    const close = lines.findIndex((each, index) => index > start && isFence(each));
    return close < 0 ? lines.length : close + 1;
  }
  if (!tableLine.test(line) || !tableRule.test(lines[start + 1] ?? "")) return start;
  const after = lines.findIndex((each, index) => index > start && !tableLine.test(each));
  return after < 0 ? lines.length : after;
}

function isFence(line: string | undefined): boolean {
  return line?.trimStart().startsWith("```") ?? false;
}

function codeOf(lines: readonly string[]): TextPart {
  const isClosed = lines.length > 1 && isFence(lines.at(-1));
  return { kind: "code", text: lines.slice(1, isClosed ? -1 : undefined).join("\n") };
}

function tableOf(lines: readonly string[]): TextPart {
  const [header = [], ...rows] = lines.filter((_, index) => index !== 1).map(cellsOf);
  const width = Math.max(header.length, ...rows.map((row) => row.length));
  const filled = (row: readonly string[]) => Array.from({ length: width }, (_, index) => row[index] ?? "");
  return { kind: "table", header: filled(header), rows: rows.map(filled) };
}

/** The cells between the bars of a line; a bar behind a backslash belongs to its cell. */
function cellsOf(line: string): readonly string[] {
  const inner = line.trim().slice(1, -1);
  return inner.split(/(?<!\\)\|/).map((cell) => plainCell(cell.trim().replaceAll("\\|", "|")));
}

function plainCell(cell: string): string {
  return cell.replaceAll(/\*\*([^*]+)\*\*/g, "$1").replaceAll(/`([^`]+)`/g, "$1");
}
