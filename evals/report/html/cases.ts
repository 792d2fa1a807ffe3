import type { CaseRecord } from "../../repeat-suite.ts";
import type { EvalReport } from "../eval-report.ts";
import { duration } from "../numbers.ts";
import { failingOf } from "../failing.ts";
import { renderCaseBody } from "./case-body.ts";
import { html, type Markup } from "./markup.ts";

type Change = "lost" | "won" | "new";

const marks: Readonly<Record<CaseRecord["outcome"], string>> = { passed: "✓", failed: "✕", error: "!" };

/** All cases, each opening to its details, with a bar to choose among them that the page's script shows and serves. */
export function renderCases({ records, comparison, accepted }: EvalReport): Markup {
  const changes = new Map<string, Change>();
  if (comparison !== null) {
    for (const id of comparison.added) changes.set(id, "new");
    for (const id of comparison.lost) changes.set(id, "lost");
    for (const id of comparison.won) changes.set(id, "won");
  }
  const suites = [...new Set(records.map((record) => record.case.suite))];
  const failed = records.filter(({ outcome }) => outcome !== "passed").length;
  const changed = [...changes.values()].filter((change) => change !== "new").length;
  const choice = (value: string, label: string, amount: number, isChosen: boolean) =>
    html`<label
      ><input type="radio" name="show" value="${value}" ${isChosen ? html` checked` : null} /><span
        >${label} <i>${amount}</i></span
      ></label
    >`;
  return html`<section class="cases" aria-labelledby="cases">
    <h2 id="cases">Cases</h2>
    <form class="tools" id="tools" hidden>
      <input type="search" id="search" placeholder="Search questions, answers, SQL" aria-label="Search in the cases" />
      <select id="suite" aria-label="Suite">
        <option value="">all suites</option>
        ${suites.map((name) => html`<option>${name}</option>`)}
      </select>
      <fieldset>
        <legend class="sr">Show</legend>
        ${choice("all", "All", records.length, failed === 0)}${choice("failed", "Failed", failed, failed > 0)}${accepted === null ? null : choice("changed", "Changed", changed, false)}
      </fieldset>
      <output id="shown"></output>
    </form>
    <div id="list">${records.map((record) => renderCase(record, changes.get(record.case.id) ?? null))}</div>
    <p class="quiet" id="none" hidden>No case fits.</p>
  </section>`;
}

function renderCase(record: CaseRecord, change: Change | null): Markup {
  const { shown, outcome, tries, passed } = record;
  const { id, suite, category, question } = record.case;
  const score = shown.status === "error" ? null : shown.score.score;
  const failing = shown.status === "error" ? [shown.code] : failingOf(shown);
  return html`<details
    class="case ${outcome}"
    id="case-${id}"
    data-suite="${suite}"
    data-outcome="${outcome}"
    data-change="${change ?? ""}"
  >
    <summary>
      <span class="mark" role="img" aria-label="${outcome}">${marks[outcome]}</span>
      <span class="id">${id}</span>
      <span class="q">${question}</span>
      <span class="chips">
        ${change === null ? null : html`<span class="chip ${change}">${change}</span>`}
        ${tries.length > 1 ? html`<span class="chip">${passed} of ${tries.length}</span>` : null}
      </span>
      <span class="why">${failing.join(", ")}</span>
      <span class="n">${score === null ? "–" : score.toFixed(2)}</span>
      <span class="n time">${duration(shown.elapsedMs)}</span>
    </summary>
    <div class="body">
      <p class="quiet">${suite} · ${category} · asked as ${record.case.role}</p>
      ${renderCaseBody(shown)}
    </div>
  </details> `;
}
