import type { Answer } from "#agent";

import type { CaseResult } from "../../run-suite.ts";
import { count, dollars, duration } from "../numbers.ts";
import { html, type Markup } from "./markup.ts";
import { renderMarkdown } from "./markdown.ts";
import { renderSql } from "./sql.ts";

type Answered = Extract<CaseResult, { status: "passed" | "failed" }>;

/** Longer texts of what was found or expected are cut: the report's JSON has them whole. */
const longestText = 600;

/** What a case opens to: the answer, what was expected and found, the steps with their SQL, time and cost. */
export function renderCaseBody(result: CaseResult): Markup {
  if (result.status === "error") return html`<p class="alarm">${result.code}: ${result.detail}</p>`;
  const { answer } = result;
  return html`<div class="columns">
      <div>
        <h3>Answer</h3>
        <p class="ask">${answer.question}</p>
        <div class="prose">${renderMarkdown(answer.text)}</div>
        ${
          answer.caveats.length === 0
            ? null
            : html`<ul class="caveats">
                ${answer.caveats.map(({ kind, text }) => html`<li><b>${kind}</b> ${text}</li>`)}
              </ul>`
        }
      </div>
      <div>
        <h3>Expected and found</h3>
        ${renderExpectations(result)}
      </div>
    </div>
    ${renderSteps(answer)} ${renderFacts(result)}`;
}

function renderExpectations({ score }: Answered): Markup {
  const broken = score.checks.filter(({ pass }) => !pass);
  return html`<ul class="expectations">
      ${score.expectations.map(
        ({ id, kind, pass, required, note, found, expected }) =>
          html`<li class="${pass ? "good" : required ? "bad" : "slight"}">
            <span class="mark" role="img" aria-label="${pass ? "holds" : "fails"}">${pass ? "✓" : "✕"}</span>
            <div>
              <b>${id}</b>
              <i>${kind}${required ? "" : ", not required"}</i>${note === "" ? null : html`<p class="note">${note}</p>`}
              <dl>
                <dt>expected</dt>
                <dd>${cut(expected)}</dd>
                <dt>found</dt>
                <dd>${cut(found)}</dd>
              </dl>
            </div>
          </li>`,
      )}
      ${broken.map(
        ({ id, note }) =>
          html`<li class="bad">
            <span class="mark" role="img" aria-label="fails">✕</span>
            <div>
              <b>${id}</b> <i>check of every answer</i>
              <p class="note">${note}</p>
            </div>
          </li>`,
      )}
    </ul>
    ${broken.length === 0 ? html`<p class="quiet">All ${score.checks.length} checks of every answer hold.</p>` : null}`;
}

function renderSteps({ evidence }: Answer): Markup | null {
  if (evidence.length === 0) return null;
  return html`<h3>Steps</h3>
    <ol class="steps">
      ${evidence.map(
        ({ id, tool, title, sql, input, rowCount, elapsedMs, scannedBytes }) =>
          html`<li>
            <p>
              <span class="cite">${id.slice(1)}</span> <b>${title}</b>
              <i
                >${tool} · ${count(rowCount)} ${rowCount === 1 ? "row" : "rows"} · ${duration(elapsedMs)} ·
                ${count(Math.round(scannedBytes / 1_000))} kB</i
              >
            </p>
            ${sql === null ? html`<pre>${JSON.stringify(input, null, 2)}</pre>` : renderSql(sql)}
          </li>`,
      )}
    </ol>`;
}

function renderFacts({ answer, elapsedMs }: Answered): Markup {
  const { usage, timing, verification, outcome, model, followUps } = answer;
  const facts: readonly (readonly [string, string])[] = [
    ["outcome", outcome],
    ["time", `${duration(elapsedMs)}, tools ${duration(timing.toolMs)}, checks ${duration(timing.checkMs)}`],
    [
      "tokens",
      `${count(usage.inputTokens)} in (${count(usage.cacheReadTokens)} cached), ${count(usage.outputTokens)} out`,
    ],
    ["cost", dollars(usage.costUsd)],
    [
      "numbers",
      `${verification.traced} traced, ${verification.derived} derived, ${verification.given} given, ${verification.untraced} untraced${verification.repaired ? ", mended once" : ""}`,
    ],
    ["model", `${model.provider} ${model.name}`],
    ["follow-ups", followUps.join(" · ") || "none"],
  ];
  return html`<dl class="facts">
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function cut(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)} …` : text;
}
