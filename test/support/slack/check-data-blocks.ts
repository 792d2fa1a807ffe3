import { isJson, objects, stringOf, textFault, type Json } from "./check-elements.ts";

const mostTableRows = 100;
const mostTableColumns = 20;
/** Over all cells of a table. */
const mostTableChars = 10_000;
const mostSeries = 6;
const mostCategories = 20;
const longestLabel = 20;

/** What is wrong with a `table` or `data_table` block: sizes, cells, and the caption that the latter must have. */
export function tableFault(block: Json): string | null {
  const isData = block.type === "data_table";
  const { rows } = block;
  if (!Array.isArray(rows) || !rows.every((row) => objects(row) !== null)) return "rows must be lists of cells";
  // Just checked.
  const cells = rows as readonly (readonly Json[])[];
  const most = isData ? mostTableRows + 1 : mostTableRows;
  if (cells.length < (isData ? 2 : 1)) return "too few rows";
  if (cells.length > most) return `more than ${most} rows`;
  const width = cells[0]?.length ?? 0;
  if (width < 1 || width > mostTableColumns) return `must have 1 to ${mostTableColumns} columns`;
  if (cells.some((row) => row.length !== width)) return "rows must be of the same length";
  if (isData && cells[0]?.some((cell) => cell.type === "rich_text")) return "a header has no rich text";
  const fault = cells.flat().map(cellFault).find(Boolean);
  if (fault) return fault;
  const chars = cells.flat().reduce((sum, cell) => sum + stringOf(cell.text).length, 0);
  if (chars > mostTableChars) return `more than ${mostTableChars} characters in all cells`;
  if (!isData) return null;
  const { page_size: pageSize } = block;
  if (pageSize !== undefined && !(typeof pageSize === "number" && pageSize >= 1 && pageSize <= 100)) return "page_size";
  return textFault(block.caption, 3_000) === null ? null : "caption is missing";
}

function cellFault(cell: Json): string | null {
  switch (cell.type) {
    case "raw_text":
      return textFault(cell.text, mostTableChars);
    case "raw_number":
      return typeof cell.value === "number" ? textFault(cell.text, 255) : "raw_number has no value";
    case "rich_text":
      return Array.isArray(cell.elements) ? null : "rich_text has no elements";
    default:
      return `unsupported cell ${String(cell.type)}`;
  }
}

/** What is wrong with a `data_visualization` block. */
export function visualizationFault(block: Json): string | null {
  const { title, chart } = block;
  const titleFault = textFault(title, 50);
  if (titleFault !== null) return `title ${titleFault}`;
  if (!isJson(chart)) return "chart is missing";
  switch (chart.type) {
    case "pie":
      return pieFault(chart);
    case "line":
    case "bar":
    case "area":
      return seriesFault(chart);
    default:
      return `unsupported chart ${String(chart.type)}`;
  }
}

function pieFault({ segments }: Json): string | null {
  const parts = objects(segments);
  if (parts === null || parts.length < 1 || parts.length > mostSeries) return `must have 1 to ${mostSeries} segments`;
  return parts.map(pointFault).find(Boolean) ?? null;
}

function seriesFault({ series, axis_config: axis }: Json): string | null {
  const all = objects(series);
  if (all === null || all.length < 1 || all.length > mostSeries) return `must have 1 to ${mostSeries} series`;
  if (!isJson(axis) || !Array.isArray(axis.categories)) return "axis_config has no categories";
  const { categories } = axis;
  if (categories.length < 1 || categories.length > mostCategories) return `must have 1 to ${mostCategories} categories`;
  if (new Set(categories).size !== categories.length) return "a category stands twice";
  const labels = [axis.x_label, axis.y_label].filter((label) => label !== undefined);
  const fault =
    categories.map((category) => textFault(category, longestLabel)).find(Boolean) ??
    labels.map((label) => textFault(label, 50)).find(Boolean);
  if (fault) return fault;
  if (new Set(all.map((one) => one.name)).size !== all.length) return "a series' name stands twice";
  for (const { name, data } of all) {
    const points = objects(data);
    if (textFault(name, longestLabel) !== null) return "a series has no name";
    if (points === null || points.length !== categories.length) return "a series must have a point for each category";
    const wrong = points.map(pointFault).find(Boolean);
    if (wrong) return wrong;
    if (points.some((point) => !categories.includes(point.label))) return "a point's label is no category";
  }
  return null;
}

function pointFault({ label, value }: Json): string | null {
  if (typeof value !== "number" || !Number.isFinite(value)) return "a point's value must be a number";
  return textFault(label, longestLabel);
}
