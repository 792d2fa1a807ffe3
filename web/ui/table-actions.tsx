import { toCsv } from "./csv.ts";
import { Icon } from "./icon.tsx";
import { saveFile } from "./save-file.ts";
import type { TableData } from "./table-data.ts";
import { tableMarkdown } from "./table-markdown.ts";
import { useCopy } from "./use-copy.ts";

/** A table's rows to be taken elsewhere: as a CSV file, or copied as markdown. */
export function TableActions({ table, fileName }: { readonly table: TableData; readonly fileName: string }) {
  const { copied, copy } = useCopy();
  return (
    <>
      <button
        type="button"
        class="mini square"
        aria-label={copied ? "Copied" : "Copy the rows as markdown"}
        title="Copy as markdown"
        onClick={() => copy(tableMarkdown(table))}
      >
        <Icon name={copied ? "check" : "copy"} />
      </button>
      <button
        type="button"
        class="mini square"
        aria-label="Save as CSV"
        title="Save as CSV"
        onClick={() => saveFile(`${fileName}.csv`, toCsv(table))}
      >
        <Icon name="download" />
      </button>
    </>
  );
}
