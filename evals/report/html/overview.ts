import type { EvalReport } from "../eval-report.ts";
import type { Gate } from "../../statistics/gates.ts";
import { chance, count, dollars, duration, intervalText, percent } from "../numbers.ts";
import { html, type Markup } from "./markup.ts";

/** What each gate asks. */
const gateTitles: Readonly<Record<Gate["id"], string>> = {
  truth: "Truth agrees with itself",
  checks: "Checks of every answer",
  floor: "Floor of each suite",
  regression: "Accepted run",
};

/** The top of the page: what was run, whether the gates hold, the figures of the whole, what changed. */
export function renderOverview(report: EvalReport): Markup {
  const broken = report.gates.filter(({ holds }) => !holds).length;
  const isGood = broken === 0 && report.stopped === null;
  const verdict = isGood
    ? "All gates hold"
    : report.stopped !== null
      ? "Not run to its end"
      : `${broken} of ${report.gates.length} gates do not hold`;
  const { dataset, model, startedAt } = report;
  return html`<header class="top">
      <div>
        <h1>Evals</h1>
        <p class="meta">
          ${startedAt.slice(0, 16).replace("T", " ")} UTC, ${duration(report.elapsedMs)} · ${model.provider}
          ${model.name} · data of ${dataset.snapshotDate}
          (${dataset.runId})${report.repeat > 1 ? ` · ${report.repeat} tries of each case` : ""}
        </p>
      </div>
      <p class="${isGood ? "verdict good" : "verdict bad"}">${verdict}</p>
    </header>
    ${report.stopped === null ? null : html`<p class="alarm">${report.stopped}</p>`} ${renderTiles(report)}
    <div class="pair">
      <section class="card" aria-labelledby="gates">
        <h2 id="gates">Gates</h2>
        <ul class="gates">
          ${report.gates.map(renderGate)}
        </ul>
      </section>
      ${renderComparison(report)}
    </div>`;
}

function renderTiles({ summary, abstention, usage, passPowers, repeat }: EvalReport): Markup {
  const tokens = usage.inputTokens + usage.outputTokens;
  return html`<dl class="tiles">
    <div class="wide">
      <dt>Cases passed</dt>
      <dd>
        <b>${percent(summary.passed / summary.cases)}</b>
        <span>${count(summary.passed)} of ${count(summary.cases)}</span>
      </dd>
      <dd class="under">95 % interval ${intervalText(summary.passed, summary.cases)}</dd>
    </div>
    <div>
      <dt>Mean score</dt>
      <dd><b>${percent(summary.score)}</b></dd>
      <dd class="under">${summary.errors} errors, not counted in it</dd>
    </div>
    ${
      repeat > 1
        ? html`<div>
            <dt>pass<sup>${repeat}</sup></dt>
            <dd><b>${percent(passPowers.at(-1) ?? null)}</b></dd>
            <dd class="under">pass<sup>1</sup> ${percent(passPowers[0] ?? null)}</dd>
          </div>`
        : null
    }
    <div>
      <dt>Safety checks</dt>
      <dd><b>${percent(summary.safetyChecks)}</b></dd>
      <dd class="under">of answers hold them</dd>
    </div>
    <div>
      <dt>Grounded</dt>
      <dd><b>${percent(summary.grounded)}</b></dd>
      <dd class="under">of answers in every figure</dd>
    </div>
    <div>
      <dt>Guessing score</dt>
      <dd><b>${abstention.score === null ? "–" : abstention.score.toFixed(2).replace("-", "−")}</b></dd>
      <dd class="under">
        ${abstention.right} right, ${abstention.abstained} silent, ${abstention.wrong} wrong (−${abstention.penalty}
        each)
      </dd>
    </div>
    <div>
      <dt>Answer time</dt>
      <dd><b>${duration(summary.medianMs)}</b></dd>
      <dd class="under">95 % within ${duration(summary.p95Ms)}</dd>
    </div>
    <div>
      <dt>Cost</dt>
      <dd><b>${dollars(usage.costUsd)}</b></dd>
      <dd class="under">${count(tokens)} tokens, ${(usage.scannedBytes / 1e6).toFixed(0)} MB scanned</dd>
    </div>
  </dl>`;
}

function renderGate({ id, holds, detail }: Gate): Markup {
  const items = detail.split("; ");
  return html`<li class="${holds ? "good" : "bad"}">
    <span class="mark" aria-hidden="true">${holds ? "✓" : "✕"}</span>
    <div>
      <b>${gateTitles[id]}</b><span class="sr">${holds ? ": holds" : ": does not hold"}</span>${
        items.length > 1
          ? html`<ul>
              ${items.map((item) => html`<li>${item}</li>`)}
            </ul>`
          : html`<p>${detail}</p>`
      }
    </div>
  </li>`;
}

function renderComparison({ comparison, accepted, model }: EvalReport): Markup {
  if (comparison === null || accepted === null) {
    return html`<section class="card">
      <h2>Against the accepted run</h2>
      <p class="quiet">There is no accepted run to compare with.</p>
    </section>`;
  }
  const { n11, n10, n01, n00, test, added, removed } = comparison;
  const other =
    accepted.model.name === model.name && accepted.model.provider === model.provider
      ? ""
      : `, by another model (${accepted.model.provider} ${accepted.model.name}), so no gate`;
  return html`<section class="card" aria-labelledby="accepted">
    <h2 id="accepted">Against the accepted run</h2>
    <p class="quiet">of ${accepted.startedAt.slice(0, 10)}, data of ${accepted.dataset.snapshotDate}${other}</p>
    <table class="fourfold">
      <thead>
        <tr>
          <td></td>
          <th scope="col">passes now</th>
          <th scope="col">does not</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">passed then</th>
          <td>${n11}</td>
          <td class="${n10 > 0 ? "lost" : ""}">${n10}</td>
        </tr>
        <tr>
          <th scope="row">did not</th>
          <td class="${n01 > 0 ? "won" : ""}">${n01}</td>
          <td>${n00}</td>
        </tr>
      </tbody>
    </table>
    <p>
      ${n10 + n01 === 0 ? "No case came out another way." : `Exact sign test: chance of so many losses by luck ${chance(test.worse)}; of so uneven a split ${chance(test.twoSided)}.`}${added.length > 0 ? ` ${added.length} cases are new.` : ""}${removed.length > 0 ? ` ${removed.length} are gone.` : ""}
    </p>
    ${renderLinks("Lost", comparison.lost)}${renderLinks("Won", comparison.won)}
  </section>`;
}

function renderLinks(title: string, ids: readonly string[]): Markup | null {
  if (ids.length === 0) return null;
  const shown = ids.slice(0, 40);
  return html`<p class="links">
    <b>${title}</b>
    ${shown.map((id) => html`<a href="#case-${id}">${id}</a> `)}${ids.length > shown.length ? `and ${ids.length - shown.length} more` : ""}
  </p>`;
}
