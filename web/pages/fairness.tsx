import { columnFormat } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";
import { capitalised, readableName } from "../ui/readable.ts";
import type { TableData } from "../ui/table-data.ts";

/** Below it the groups' rates deserve a look: the four fifths rule (29 CFR 1607.4 D). */
const fourFifths = 0.8;

const headings: Readonly<Record<string, string>> = {
  attribute: "By",
  groups: "Groups",
  lowest_parity_ratio: "Lowest rate to highest",
  group_selected_least: "Selected least",
  tpr_difference: "Hits differ by",
  fpr_difference: "False alarms differ by",
  largest_calibration_gap: "Calibration gap",
};

/** How alike a model treats groups, an attribute a row; what lies below four fifths is marked. */
export function Fairness({ table: { columns, rows } }: { readonly table: TableData }) {
  const ratioAt = columns.findIndex((column) => column.name === "lowest_parity_ratio");
  const formats = columns.map((_, at) => columnFormat(rows.map((row) => row[at] ?? null)));
  const isLow = (value: unknown) => typeof value === "number" && value < fourFifths;
  return (
    <section class="card">
      <h2>How it treats groups</h2>
      <div class="table-scroll" role="group" aria-label="How it treats groups" tabIndex={0}>
        <table class="rows wide-rows">
          <thead>
            <tr>
              {columns.map(({ name }, at) => (
                <th key={name} scope="col" class={typeof rows[0]?.[at] === "number" ? "num" : ""}>
                  {headings[name] ?? capitalised(readableName(name))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={String(row[0])}>
                {row.map((value, at) =>
                  at === 0 ? (
                    <th key={at} scope="row">
                      {capitalised(readableName(String(value)))}
                    </th>
                  ) : (
                    <td key={at} class={typeof value === "number" ? "num" : ""}>
                      {at === ratioAt && isLow(value) && <Icon name="warning" class="warn inline" />}
                      {formats[at]?.(value)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="note">
        On the test split. A lowest rate below {fourFifths} of the highest deserves a look
        {rows.some((row) => isLow(row[ratioAt])) ? ": such are marked." : "; none is."}
      </p>
    </section>
  );
}
