import type { EvalReport } from "../eval-report.ts";
import { percent } from "../numbers.ts";
import { html, type Markup } from "./markup.ts";

const plot = { left: 46, right: 624, top: 14, bottom: 190 } as const;

/** How well the answers know what they do not know, and what repeats show. */
export function renderStatistics(report: EvalReport): Markup {
  const { curve, passPowers } = report;
  return html`<section class="card" aria-labelledby="curve">
    <h2 id="curve">Risk and coverage</h2>
    <p class="quiet">
      Share of the given answers that are not right, when only answers with at most so many doubts of their own are
      given (untraced figures, a mended text, notes of its checks, caveats of being unsure), by the share of all
      questions that are then answered.
    </p>
    ${curve.length === 0 ? html`<p>Nothing was answered.</p>` : renderCurve(curve)}
    ${passPowers.length > 1 ? renderPowers(passPowers) : null}
  </section>`;
}

function renderCurve(curve: EvalReport["curve"]): Markup {
  // A scale that fits the risks: up to the next tenth, at least a tenth.
  const most = Math.max(0.1, Math.ceil(Math.max(...curve.map(({ risk }) => risk)) * 10) / 10);
  const x = (coverage: number) => plot.left + coverage * (plot.right - plot.left);
  const y = (risk: number) => plot.bottom - (risk / most) * (plot.bottom - plot.top);
  const points = curve.map(({ coverage, risk }) => `${x(coverage).toFixed(1)},${y(risk).toFixed(1)}`);
  const told = curve
    .map(
      ({ doubts, coverage, risk }) =>
        `at most ${doubts} doubts: ${percent(coverage)} answered, ${percent(risk)} not right`,
    )
    .join("; ");
  return html`<svg class="curve" viewBox="0 0 640 226" role="img" aria-label="${told}">
    ${[0, 0.5, 1].map((share) => html`<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${y(share * most)}" y2="${y(share * most)}" /><text class="n" x="${plot.left - 8}" y="${y(share * most) + 4}" text-anchor="end">${(share * most * 100).toFixed(0)} %</text>`)}
    ${[0, 0.25, 0.5, 0.75, 1].map((share) => html`<text x="${x(share)}" y="${plot.bottom + 18}" text-anchor="middle">${share * 100} %</text>`)}
    <text class="axis" x="${plot.right}" y="${plot.bottom + 33}" text-anchor="end">questions answered</text>
    <text class="axis" x="${plot.left + 4}" y="${plot.top - 3}">not right</text>
    <polyline points="${points.join(" ")}" />
    ${curve.map(({ doubts, coverage, risk }) => html`<circle cx="${x(coverage)}" cy="${y(risk)}" r="4"><title>at most ${doubts} doubts: ${percent(coverage)} answered, ${percent(risk)} not right</title></circle>`)}
  </svg>`;
}

function renderPowers(powers: readonly number[]): Markup {
  return html`<h3>pass^k</h3>
    <p class="quiet">Chance that a case passes in all of k tries.</p>
    <table class="plain">
      <thead>
        <tr>
          ${powers.map((_, index) => html`<th scope="col" class="n">k = ${index + 1}</th>`)}
        </tr>
      </thead>
      <tbody>
        <tr>
          ${powers.map((power) => html`<td class="n">${percent(power)}</td>`)}
        </tr>
      </tbody>
    </table>`;
}
