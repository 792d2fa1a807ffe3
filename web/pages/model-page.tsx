import { useLoaded } from "../app/use-loaded.ts";
import { call } from "../client/call.ts";
import type { ModelPage as Model, Overview } from "../contract/routes.d.ts";
import { formatNumber } from "../ui/format.ts";
import { Table, type TableData } from "../ui/table.tsx";
import { Calibration } from "./calibration.tsx";
import { ImportanceBars } from "./importance-bars.tsx";
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
        Version {model.version}, {model.kind}.
      </p>
      {evidence && <Metrics table={evidence} />}
      {importance && <ImportanceBars table={importance} />}
      {calibration && <Calibration table={calibration} />}
      {use && <Section title="What it is for, and what not" table={use} />}
      {fairness && <Section title="How it treats groups" table={fairness} />}
      {truth && <Section title="Beside the known causes" table={truth} />}
      {history && <Section title="Versions" table={history} />}
      <p class="next">
        <AskLink question={`How good is the ${label}?`} />
        <AskLink question={`Which features matter most to the ${label}?`} />
      </p>
    </>
  );
}

/** Metrics side by side for each split; those of groups and bins have sections of their own. */
function Metrics({ table }: { readonly table: TableData }) {
  const at = (name: string) => table.columns.findIndex((column) => column.name === name);
  const [metricAt, splitAt, valueAt] = [at("metric"), at("data_split"), at("value")];
  const shown = table.rows.filter(
    (row) => !/^(calibration_bin|four_fifths|group_|odds_|parity_)/.test(String(row[metricAt])),
  );
  const splits = [...new Set(shown.map((row) => String(row[splitAt])))];
  const names = [...new Set(shown.map((row) => String(row[metricAt])))];
  const valueOf = (metric: string, split: string) =>
    shown.find((row) => row[metricAt] === metric && row[splitAt] === split)?.[valueAt];
  return (
    <section class="card">
      <h2>Metrics</h2>
      <table class="rows wide-rows">
        <thead>
          <tr>
            <th scope="col">Metric</th>
            {splits.map((split) => (
              <th scope="col" class="num" key={split}>
                {split.replaceAll("_", " ")}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((metric) => (
            <tr key={metric}>
              <th scope="row">{metric.replaceAll("_", " ")}</th>
              {splits.map((split) => {
                const value = valueOf(metric, split);
                return (
                  <td class="num" key={split}>
                    {typeof value === "number" ? formatNumber(value) : "–"}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Section({ title, table }: { readonly title: string; readonly table: TableData }) {
  return (
    <section class="card">
      <h2>{title}</h2>
      <Table table={table} label={title} />
    </section>
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
