import { useLoaded } from "../app/use-loaded.ts";
import { contributionRows, layOutContributions } from "../chat/contributions.ts";
import { Waterfall } from "../chat/waterfall.tsx";
import { call } from "../client/call.ts";
import type { CustomerPage as Customer, Overview } from "../contract/routes.d.ts";
import { formatCell, formatNumber, formatShare } from "../ui/format.ts";
import { capitalised } from "../ui/readable.ts";
import { CustomerHistory } from "./customer-history.tsx";
import { AskLink, Page } from "./page.tsx";
import type { PageProps } from "./index.tsx";

const featuresShown = 8;

/** A customer: each prediction with its interval and reasons, what is known, what they did day by day. */
export function CustomerPage({ id, onMenu, overview }: PageProps & { readonly id: string }) {
  const loaded = useLoaded(
    (signal) => call("GET /v1/customers/{id}", { path: { id }, query: { history: "true" } }, signal),
    [id],
  );
  return (
    <Page title={id} loaded={loaded} onMenu={onMenu}>
      {(customer) => (
        <>
          <p class="about">As of {customer.dataset.snapshotDate}.</p>
          <p class="next">
            <AskLink question={`What would change the prediction for ${customer.id}?`} />
            <AskLink question={`Who else is like ${customer.id}?`} />
          </p>
          {customer.predictions.map((prediction) => (
            <Prediction
              key={prediction.model}
              customer={customer.id}
              prediction={prediction}
              isProbability={kindOf(overview, prediction.model) === "classification"}
            />
          ))}
          {customer.history && <CustomerHistory history={customer.history} />}
          <section class="card">
            <h2>What is known</h2>
            <dl class="facts columns">
              {customer.attributes.map(({ name, label, value }) => (
                <div key={name}>
                  <dt>{capitalised(label)}</dt>
                  <dd>{formatCell(value)}</dd>
                </div>
              ))}
            </dl>
          </section>
        </>
      )}
    </Page>
  );
}

function Prediction({
  customer,
  prediction,
  isProbability,
}: {
  readonly customer: string;
  readonly prediction: Customer["predictions"][number];
  readonly isProbability: boolean;
}) {
  const told = isProbability ? formatShare : formatNumber;
  const { model, label, unit, contributions, baseValue, margin, lower, upper, actual } = prediction;
  const rows = contributionRows(contributions, "label", "contribution");
  const read = layOutContributions(rows, baseValue, margin, featuresShown);
  return (
    <section class="card prediction">
      <header>
        <h2>
          <a href={`/models/${encodeURIComponent(model)}`}>{capitalised(label)}</a>
        </h2>
        <span class="space" />
        <AskLink question={`Explain the ${label}'s prediction for ${customer}`} />
      </header>
      <p class="figure">
        {told(prediction.prediction)}
        {lower !== null && upper !== null && (
          <span>
            {told(lower)} to {told(upper)}
          </span>
        )}
        {actual !== null && <span>came to be {formatCell(actual)}</span>}
      </p>
      <Waterfall contributions={read} hasValues />
      <p class="note">The model’s reasons, in {unit}; not causes.</p>
    </section>
  );
}

function kindOf(overview: Overview | null, model: string): string | null {
  return overview?.models.find((one) => one.name === model)?.kind ?? null;
}
