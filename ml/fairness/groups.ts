import { AppError } from "#core";

/** Who is in which group: `codes[row]` is an index of `names`; NaN, or any other number, is in none. */
export type Grouping = { readonly codes: ArrayLike<number>; readonly names: readonly string[] };

/** A group too small to be judged, with its size. */
export type SmallGroup = { readonly group: string; readonly rows: number };

/** Groups of fewer rows are not judged: a share of so few swings by chance further than the four-fifths rule allows. */
export const defaultMinimumRows = 100;

/** Rows of each group that has `minimumRows` or more, in the order of the names, and the groups that have fewer. */
export function rowsByGroup(
  { codes, names }: Grouping,
  minimumRows: number,
): {
  readonly groups: readonly { readonly group: string; readonly rows: Uint32Array }[];
  readonly small: SmallGroup[];
} {
  const members = names.map((): number[] => []);
  for (let row = 0; row < codes.length; row++) members[codes[row]!]?.push(row);
  const groups: { group: string; rows: Uint32Array }[] = [];
  const small: SmallGroup[] = [];
  names.forEach((group, code) => {
    const rows = members[code]!;
    if (rows.length >= minimumRows) groups.push({ group, rows: Uint32Array.from(rows) });
    else if (rows.length > 0) small.push({ group, rows: rows.length });
  });
  return { groups, small };
}

/** Throws `INTERNAL` unless all columns have one number for each row. */
export function checkColumns(rows: number, columns: readonly ArrayLike<number>[]): void {
  if (columns.every((column) => column.length === rows)) return;
  throw new AppError("INTERNAL", {
    detail: `Columns of ${rows} and ${columns.map((column) => column.length).join(", ")} rows are of different customers.`,
    hint: "Give every column one number for each row.",
  });
}
