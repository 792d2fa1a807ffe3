import { wilsonInterval } from "#ml";

import type { Summary, Tally } from "../summarise.ts";
import { intervalText, percent } from "../numbers.ts";
import { html, type Markup } from "./markup.ts";

/** A row for each suite, which opens to its categories: share that passes with its interval, and the mean score. */
export function renderSuites(summary: Summary): Markup {
  return html`<section class="card suites" aria-labelledby="suites">
    <h2 id="suites">Suites</h2>
    <div class="row head" aria-hidden="true">
      <span>suite</span><span>passed, with its 95 % interval</span><span class="n">passed</span
      ><span class="n">share</span><span class="n interval">interval</span><span class="n">score</span>
    </div>
    ${summary.suites.map((suite) => {
      const categories = summary.categories.filter((category) => category.suite === suite.name);
      return html`<details>
        <summary>${renderRow(suite.name, suite)}</summary>
        ${categories.map((category) => renderRow(category.name, category))}
      </details>`;
    })}
    ${renderRow("all", summary)}
  </section>`;
}

function renderRow(name: string, tally: Tally): Markup {
  const { passed, cases, score, errors } = tally;
  return html`<div class="row">
    <span class="name"
      >${name}${errors > 0 ? html` <i class="err">${errors} ${errors === 1 ? "error" : "errors"}</i>` : null}</span
    >${renderBar(passed, cases)}<span class="n">${passed} of ${cases}</span
    ><span class="n">${percent(passed / cases)}</span><span class="n interval">${intervalText(passed, cases)}</span
    ><span class="n">${score === null ? "–" : score.toFixed(3)}</span>
  </div>`;
}

/** A bar to the share, with a whisker over its interval; told in words beside it. */
function renderBar(passed: number, cases: number): Markup {
  const { estimate, lower, upper } = wilsonInterval(passed, cases);
  const at = (share: number) => (share * 200).toFixed(1);
  return html`<svg class="bar" viewBox="0 0 200 12" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" width="200" height="12" y="0" />
    <rect class="fill" width="${at(estimate)}" height="12" />
    <rect class="whisker" x="${at(lower)}" width="${at(upper - lower)}" y="5" height="2" />
    <rect class="whisker" x="${at(lower)}" width="1" y="2" height="8" />
    <rect class="whisker" x="${(upper * 200 - 1).toFixed(1)}" width="1" y="2" height="8" />
  </svg>`;
}
