import type { Judgement } from "../../judge/judge-run.ts";
import type { EvalReport } from "../eval-report.ts";
import { percent } from "../numbers.ts";
import { html, type Markup } from "./markup.ts";

/** Units of the drawing between two points that are each labelled. */
const leastApart = 40;
/** Differences with the judge that are listed. */
const mostDiffering = 20;
const plot = { left: 46, right: 444, top: 26, bottom: 200 } as const;

/** How well the answers know what they do not know, what repeats show, and in how many answers each check holds. */
export function renderStatistics(report: EvalReport): Markup {
  const { curve, passPowers } = report;
  return html`<div class="pair">
    <section class="card" aria-labelledby="curve">
      <h2 id="curve">Risk and coverage</h2>
      <p class="quiet">
        How many of the answers are not right, if only those are given that have at most so many doubts of their own
        (figures that it could not trace, a mended text, notes of its checks, caveats of being unsure).
      </p>
      ${curve.length === 0 ? html`<p>Nothing was answered.</p>` : renderCurve(curve)}
      ${passPowers.length > 1 ? renderPowers(passPowers) : null}
      ${report.judgement === null ? null : renderJudgement(report.judgement)}
    </section>
    ${renderChecks(report.checks)}
  </div>`;
}

function renderChecks(checks: EvalReport["checks"]): Markup {
  const rows = checks.map(({ id, held, answers, broken }) => {
    const named = broken.slice(0, 4).join(", ") + (broken.length > 4 ? `, and ${broken.length - 4} more` : "");
    return html`<tr>
      <th scope="row">${id}</th>
      <td class="n ${held < answers ? "short" : ""}">${percent(held / answers)}</td>
      <td class="id">${named}</td>
    </tr>`;
  });
  return html`<section class="card" aria-labelledby="checks">
    <h2 id="checks">Checks of every answer</h2>
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">check</th>
          <th scope="col" class="n">holds in</th>
          <th scope="col">not in</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`;
}

function renderCurve(curve: EvalReport["curve"]): Markup {
  // A scale that fits the risks: up to the next tenth, at least a tenth.
  const most = Math.max(0.1, Math.ceil(Math.max(...curve.map(({ risk }) => risk)) * 10) / 10);
  const x = (coverage: number) => plot.left + coverage * (plot.right - plot.left);
  const y = (risk: number) => plot.bottom - (risk / most) * (plot.bottom - plot.top);
  // Labels of points that lie on one another would cover each other: the last speaks for all.
  const [first, last] = [curve[0], curve.at(-1)];
  const isApart =
    first !== undefined &&
    last !== undefined &&
    Math.hypot(x(last.coverage) - x(first.coverage), y(last.risk) - y(first.risk)) > leastApart;
  const isLabelled = (index: number) => index === curve.length - 1 || (index === 0 && isApart);
  const points = curve.map(({ coverage, risk }) => `${x(coverage).toFixed(1)},${y(risk).toFixed(1)}`);
  const told = curve
    .map(
      ({ doubts, coverage, risk }) =>
        `at most ${doubts} doubts: ${percent(coverage)} answered, ${percent(risk)} not right`,
    )
    .join("; ");
  return html`<svg class="curve" viewBox="0 0 470 238" role="img" aria-label="${told}">
    ${[0, 0.5, 1].map((share) => html`<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${y(share * most)}" y2="${y(share * most)}" /><text class="n" x="${plot.left - 8}" y="${y(share * most) + 4}" text-anchor="end">${(share * most * 100).toFixed(0)} %</text>`)}
    ${[0, 0.25, 0.5, 0.75, 1].map((share) => html`<text x="${x(share)}" y="${plot.bottom + 18}" text-anchor="middle">${share * 100} %</text>`)}
    <text class="axis" x="${plot.right}" y="${plot.bottom + 33}" text-anchor="end">questions answered</text>
    <text class="axis" x="${plot.left + 4}" y="${plot.top - 3}">not right</text>
    <polyline points="${points.join(" ")}" />
    ${curve.map(
      ({ doubts, coverage, risk }, index) =>
        html`<circle cx="${x(coverage)}" cy="${y(risk)}" r="4"></circle>${
            isLabelled(index)
              ? html`<text
                  class="label"
                  x="${x(coverage)}"
                  y="${y(risk) + (index === 0 && isApart ? 18 : -9)}"
                  text-anchor="middle"
                  >${doubtsText(doubts)}</text
                >`
              : null
          }`,
    )}
  </svg>`;
}

/** How far a judging model agrees with the scorers, and where it does not. */
function renderJudgement({ model, agreement, unsure, errors, differing }: Judgement): Markup {
  const { bothYes, onlyLeft, onlyRight, bothNo, share, kappa } = agreement;
  return html`<h3>Judge</h3>
    <p class="quiet">
      ${model.provider} ${model.name} was asked about each answer and decides nothing. It agrees with the scorers on
      ${percent(share)}, Cohen's kappa ${kappa === null ? "–" : kappa.toFixed(2)}; ${unsure} unsure, ${errors} errors.
    </p>
    <table class="fourfold">
      <thead>
        <tr>
          <td></td>
          <th scope="col">judge: right</th>
          <th scope="col">judge: wrong</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">passed</th>
          <td>${bothYes}</td>
          <td class="${onlyLeft > 0 ? "lost" : ""}">${onlyLeft}</td>
        </tr>
        <tr>
          <th scope="row">did not</th>
          <td class="${onlyRight > 0 ? "lost" : ""}">${onlyRight}</td>
          <td>${bothNo}</td>
        </tr>
      </tbody>
    </table>
    <ul class="violated">
      ${differing
        .slice(0, mostDiffering)
        .map(
          ({ case: id, passed, reason }) =>
            html`<li><a href="#case-${id}">${id}</a> ${passed ? "passed" : "did not pass"}; the judge: ${reason}</li>`,
        )}
    </ul>`;
}

function doubtsText(doubts: number): string {
  return doubts === 0 ? "no doubts" : `up to ${doubts}`;
}

function renderPowers(powers: readonly number[]): Markup {
  return html`<h3>pass<sup>k</sup></h3>
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
