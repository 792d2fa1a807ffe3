import { useState } from "preact/hooks";

import { capitalised, readableName } from "../ui/readable.ts";
import type { TableData } from "../ui/table-data.ts";

const few = 12;
const directions: Readonly<Record<string, string>> = {
  positive: "more raises it",
  negative: "more lowers it",
  categorical: "by category",
};

/** Features by their share of the model's reasons, from the strongest down. */
export function ImportanceBars({ table }: { readonly table: TableData }) {
  const [showsAll, setShowsAll] = useState(false);
  const at = (name: string) => table.columns.findIndex((column) => column.name === name);
  const [featureAt, labelAt, shareAt, directionAt] = [at("feature"), at("label"), at("share"), at("direction")];
  const rows = table.rows.map((row) => ({
    feature: capitalised(String(row[labelAt] ?? readableName(String(row[featureAt])))),
    share: Number(row[shareAt] ?? 0),
    direction: directions[String(row[directionAt])] ?? readableName(String(row[directionAt] ?? "")),
  }));
  const largest = Math.max(...rows.map((row) => row.share), 0);
  return (
    <section class="card">
      <figcaption>
        <h2>What it goes by</h2>
        {rows.length > few && (
          <button type="button" class="mini" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? "Show fewer" : `Show all ${rows.length}`}
          </button>
        )}
      </figcaption>
      <table class="bars">
        <thead class="unseen">
          <tr>
            <th scope="col">Feature</th>
            <th scope="col">Share</th>
            <th scope="col">Direction</th>
          </tr>
        </thead>
        <tbody>
          {(showsAll ? rows : rows.slice(0, few)).map(({ feature, share, direction }) => (
            <tr key={feature}>
              <th scope="row">{feature}</th>
              <td class="track">
                <span
                  class="bar total"
                  style={{ width: `${largest > 0 ? (share / largest) * 100 : 0}%` }}
                  aria-hidden="true"
                />
              </td>
              <td class="num">{(share * 100).toFixed(1)} %</td>
              <td class="dim wide">{direction}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="note">
        Share of the mean absolute contributions (SHAP) over all customers: the model’s reasons, not causes.
      </p>
    </section>
  );
}
