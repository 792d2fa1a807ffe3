import { useLoaded } from "../app/use-loaded.ts";
import { call } from "../client/call.ts";
import type { ModelPage as Model, Overview } from "../contract/routes.d.ts";
import { capitalised, readableName } from "../ui/readable.ts";
import type { TableData } from "../ui/table-data.ts";
import { Table } from "../ui/table.tsx";
import { formatCell, formatNumber } from "../ui/format.ts";
import { Calibration } from "./calibration.tsx";
import { Fairness } from "./fairness.tsx";
import { ImportanceBars } from "./importance-bars.tsx";
import { ModelMetrics } from "./model-metrics.tsx";
import { AskLink, Page } from "./page.tsx";
import type { PageProps } from "./index.tsx";

/** A model: its card, metrics, importance, calibration, how it treats groups, its versions. */
export function ModelPage({ name, onMenu, overview }: PageProps & { readonly name: string }) {
  const loaded = useLoaded((signal) => call("GET /v1/models/{name}", { path: { name } }, signal), [name]);
  return (
    <Page title={loaded.state === "ready" ? capitalised(loaded.value.label) : "Model"} loaded={loaded} onMenu={onMenu}>
      {(model) => <Card model={model} models={overview?.models ?? []} />}
    </Page>
  );
}

function Card({ model, models }: { readonly model: Model; readonly models: Overview["models"] }) {
  const { evidence, calibration, label } = model;
  const { importance, fairness, truth, use, history } = evidence?.more ?? {};
  return (
    <>
      <nav class="tabs" aria-label="Models">
        {models.map((other) => (
          <a
            key={other.name}
            href={`/models/${encodeURIComponent(other.name)}`}
            aria-current={other.name === model.name ? "page" : undefined}
          >
            {capitalised(other.label)}
          </a>
        ))}
      </nav>
      <p class="about">
        {capitalised(model.kind)}, version {model.version}.
        {model.metric &&
          ` ${capitalised(readableName(model.metric.name))} ${formatNumber(model.metric.value)} on the test split.`}
      </p>
      {!evidence && (
        <p class="card">This one groups customers and predicts nothing, so there is nothing to measure it by.</p>
      )}
      {use && <Use table={use} />}
      {evidence && <ModelMetrics table={evidence} />}
      {importance && <ImportanceBars table={importance} />}
      {calibration && <Calibration table={calibration} />}
      {fairness && <Fairness table={fairness} />}
      {truth && <Facts title="Beside the known causes" table={truth} />}
      {history && (
        <section class="card">
          <h2>Versions</h2>
          <Table table={history} label="Versions" areNamesReadable />
        </section>
      )}
      <p class="next">
        {(evidence
          ? [`How good is the ${label}?`, `Which features matter most to the ${label}?`]
          : [`What does the ${label} tell?`]
        ).map((question) => (
          <AskLink key={question} question={question} />
        ))}
      </p>
    </>
  );
}

/** Kinds and texts as a list under each kind. */
function Use({ table: { rows } }: { readonly table: TableData }) {
  const byKind = Map.groupBy(rows, ([kind]) => String(kind));
  return (
    <section class="card">
      <h2>What it is for, and what not</h2>
      {[...byKind].map(([kind, ofKind]) => (
        <div key={kind} class="use">
          <h3>{capitalised(kind)}</h3>
          <ul>
            {ofKind.map(([, text]) => (
              <li key={String(text)}>{text}</li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

/** Names and values. */
function Facts({ title, table: { rows } }: { readonly title: string; readonly table: TableData }) {
  return (
    <section class="card">
      <h2>{title}</h2>
      <dl class="facts columns">
        {rows.map(([name, value]) => (
          <div key={String(name)}>
            <dt>{capitalised(readableName(String(name)))}</dt>
            <dd>{formatCell(value ?? null)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
