import type { Beside } from "../beside.ts";
import { html, type Markup } from "./markup.ts";

/** Violations that are listed with their questions. */
const mostListed = 20;

/** What the relations between questions and the planted faults came to when they were last run. */
export function renderBeside({ metamorphic, mutation }: Beside): Markup | null {
  if (metamorphic === null && mutation === null) return null;
  return html`<div class="beside">
    ${metamorphic === null ? null : renderRelations(metamorphic)} ${mutation === null ? null : renderFaults(mutation)}
  </div>`;
}

function renderRelations({ generatedAt, caught, total, relations, items }: NonNullable<Beside["metamorphic"]>): Markup {
  const violated = items.filter(({ status }) => status === "violated").slice(0, mostListed);
  return html`<details class="card">
    <summary><h2>Relations between questions: ${caught} of ${total} hold</h2></summary>
    <p class="quiet">Questions without a written truth whose answers must agree, of ${generatedAt.slice(0, 10)}.</p>
    <table class="plain">
      <tbody>
        ${relations.map(
          ({ relation, claim, held, total: all }) =>
            html`<tr>
              <th scope="row">${relation}<br /><span class="quiet">${claim}</span></th>
              <td class="n ${held < all ? "short" : ""}">${held} of ${all}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${violated.length === 0 ? null : html`<h3>Violated</h3>`}
    <ul class="violated">
      ${violated.map(
        ({ relation, questions, figures }) =>
          html`<li>
            <b>${relation}</b>
            ${questions.map((asked, index) => html`<p>${asked.join(" → ")} <i>${figures[index] ?? ""}</i></p>`)}
          </li>`,
      )}
    </ul>
  </details>`;
}

function renderFaults({ generatedAt, caught, total, items }: NonNullable<Beside["mutation"]>): Markup {
  return html`<details class="card">
    <summary><h2>Planted faults: ${caught} of ${total} caught</h2></summary>
    <p class="quiet">
      Faults put into the product, for each of which the suite must turn red, of ${generatedAt.slice(0, 10)}.
    </p>
    <table class="plain">
      <tbody>
        ${items.map(
          ({ name, about, status, caughtBy }) =>
            html`<tr>
              <th scope="row">${name}<br /><span class="quiet">${about}</span></th>
              <td class="n ${status === "caught" ? "" : "short"}">
                ${status === "caught" ? `by ${caughtBy.length} cases` : status === "not-exercised" ? "in no answer" : status}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}
