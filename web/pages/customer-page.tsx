import { useLoaded } from "../app/use-loaded.ts";
import { contributionRows, layOutContributions } from "../chat/contributions.ts";
import { Waterfall } from "../chat/contributions-table.tsx";
import { call } from "../client/call.ts";
import type { CustomerPage as Customer } from "../contract/routes.d.ts";
import { formatCell, formatNumber } from "../ui/format.ts";
import { Table } from "../ui/table.tsx";
import { AskLink, Page } from "./page.tsx";
import type { PageProps } from "./index.tsx";

const featuresShown = 8;

/** A customer: each prediction with its interval and reasons, what is known, what they did day by day. */
export function CustomerPage({ id, onMenu }: PageProps & { readonly id: string }) {
  const loaded = useLoaded((signal) => call("GET /v1/customers/{id}", { path: { id } }, signal), [id]);
  return (
    <Page title={id} loaded={loaded} onMenu={onMenu}>
      {(customer) => (
        <>
          <p class="about">As of {customer.dataset.snapshotDate}.</p>
          <p class="next">
            <AskLink question={`Why was this predicted for ${customer.id}?`} />
            <AskLink question={`What would change it for ${customer.id}?`} />
          </p>
          {customer.predictions.map((prediction) => (
            <Prediction key={prediction.model} prediction={prediction} />
          ))}
          <section class="card">
            <h2>What is known</h2>
            <dl class="facts columns">
              {customer.attributes.map(({ name, label, value }) => (
                <div key={name}>
                  <dt>{label}</dt>
                  <dd>{formatCell(value)}</dd>
                </div>
              ))}
            </dl>
          </section>
          {customer.history && (
            <section class="card">
              <h2>Day by day</h2>
              <Table table={customer.history} label="Activity by day" most={30} />
            </section>
          )}
        </>
      )}
    </Page>
  );
}

function Prediction({ prediction }: { readonly prediction: Customer["predictions"][number] }) {
  const { label, unit, contributions, baseValue, margin, lower, upper, actual } = prediction;
  const rows = contributionRows(contributions, "label", "contribution");
  const read = layOutContributions(rows, baseValue, margin, featuresShown);
  return (
    <section class="card">
      <h2>{label.charAt(0).toUpperCase() + label.slice(1)}</h2>
      <p class="figure">
        {formatNumber(prediction.prediction)}
        {lower !== null && upper !== null && (
          <span>
            {formatNumber(lower)} to {formatNumber(upper)}
          </span>
        )}
      </p>
      {actual !== null && <p class="hint">It came to be: {formatCell(actual)}</p>}
      <Waterfall contributions={read} hasValues />
      <p class="note">The model’s reasons, in {unit}; not causes.</p>
    </section>
  );
}
