import stringWidth from "string-width";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Columns that the text takes in a terminal; wide characters take two, styling none. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** The text filled with spaces to `width` columns; longer text stays as it is. */
export function padText(text: string, width: number, side: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return side === "left" ? text + space : space + text;
}

/** The unstyled text cut to `width` columns, its end marked by an ellipsis. */
export function cutText(text: string, width: number): string {
  return widthOf(text) <= width ? text : `${takeColumns(text, width - 1)}…`;
}

/**
 * The text in lines of at most `width` columns, broken at spaces, each after the first begun with `indent`. A word
 * that is wider than a line is broken, unless it is styled.
 */
export function wrapText(text: string, width: number, indent = ""): string[] {
  const lines: string[] = [];
  let line = "";
  const room = () => Math.max(1, width - (lines.length > 0 ? widthOf(indent) : 0));
  const end = () => {
    lines.push(lines.length > 0 ? indent + line : line);
    line = "";
  };
  for (const word of text.split(/ +/).filter((part) => part !== "")) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) <= room()) {
      line += ` ${word}`;
      continue;
    }
    if (line !== "") end();
    let rest = word;
    while (widthOf(rest) > room() && !rest.includes("\u001b")) {
      line = takeColumns(rest, room());
      rest = rest.slice(line.length);
      end();
    }
    line = rest;
  }
  if (line !== "" || lines.length === 0) end();
  return lines;
}

/** As many whole characters as fit into `width` columns, at least one. */
function takeColumns(text: string, width: number): string {
  let taken = "";
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) {
    columns += widthOf(segment);
    if (columns > width && taken !== "") break;
    taken += segment;
  }
  return taken;
}
