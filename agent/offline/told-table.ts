/** What an answer showed in an order: the rows of its first table, or the questions that it offered. */
export type Told = {
  /** The heading of the first column; null for a list of questions. */
  readonly heading: string | null;
  /** The first cell of each row, or the offered questions, in order. */
  readonly names: readonly string[];
  /** The figure in the second cell of each row; not finite where there is none. */
  readonly figures: readonly number[];
  /** Rows of each group, by the table's last column where `sizesOf` is its heading. */
  readonly sizes: readonly number[];
  readonly sizesOf: string;
  /** Whether further rows were left out. */
  readonly isCut: boolean;
};

/** Reads what an answer's text showed in an order; null where it showed nothing of the kind. */
export function readTold(text: string): Told | null {
  return readTable(text) ?? readOffers(text);
}

function readTable(text: string): Told | null {
  const lines = text.split("\n").map((line) => line.trim());
  const start = lines.findIndex(
    (line, index) => line.startsWith("|") && /^\|(\s*:?-+:?\s*\|)+$/.test(lines[index + 1] ?? ""),
  );
  if (start < 0) return null;
  const after = lines.slice(start + 2);
  const end = after.findIndex((line) => !line.startsWith("|"));
  const rows = end < 0 ? after : after.slice(0, end);
  const cells = rows.map(cellsOf).filter(([name]) => name !== undefined && name !== "");
  const names = cells.map(([name]) => name ?? "");
  if (names.length === 0) return null;
  const sizes = cells.map((row) => numberOf(row.at(-1) ?? ""));
  const sizesOf = cellsOf(lines[start] ?? "").at(-1) ?? "";
  const figures = cells.map(([, figure]) => numberOf(figure ?? ""));
  return {
    heading: cellsOf(lines[start] ?? "")[0] ?? "",
    names,
    figures,
    sizes,
    sizesOf,
    isCut: /\bare shown\b/.test(text),
  };
}

function cellsOf(row: string): string[] {
  return row
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.replaceAll("*", "").trim());
}

function numberOf(cell: string): number {
  const digits = cell.replace("−", "-").replaceAll(/[$,%\s]/g, "");
  return digits === "" ? Number.NaN : Number(digits);
}

function readOffers(text: string): Told | null {
  const names = text.split("\n").flatMap((line) => /^- (.+)$/.exec(line.trim())?.[1] ?? []);
  return names.length > 1 ? { heading: null, names, figures: [], sizes: [], sizesOf: "", isCut: false } : null;
}
