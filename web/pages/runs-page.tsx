import { useLoaded } from "../app/use-loaded.ts";
import { call } from "../client/call.ts";
import type { Runs } from "../contract/routes.d.ts";
import { formatCount, formatNumber } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";
import { capitalised, readableName } from "../ui/readable.ts";
import { Page } from "./page.tsx";
import { RunStages } from "./run-stages.tsx";
import type { PageProps } from "./index.tsx";

type Run = Runs["items"][number];

/** The pipeline's runs: how far each came, how long each stage took, which rows were put aside and why. */
export function RunsPage({ onMenu }: PageProps) {
  const loaded = useLoaded((signal) => call("GET /v1/runs", {}, signal), []);
  return (
    <Page title="Pipeline runs" loaded={loaded} onMenu={onMenu}>
      {({ items }) =>
        items.length === 0 ? (
          <p class="empty">No run is kept here.</p>
        ) : (
          items.map((run, index) => <RunCard key={run.runId} run={run} isOpen={index === 0} />)
        )
      }
    </Page>
  );
}

function RunCard({ run, isOpen }: { readonly run: Run; readonly isOpen: boolean }) {
  return (
    <details class="card run" open={isOpen}>
      <summary>
        <h2>{run.runId}</h2>
        {run.isLive && <span class="badge">live</span>}
        <span class="space" />
        <span class="hint">
          {!run.isFinished
            ? "not finished"
            : [
                run.snapshotDate && `data of ${run.snapshotDate}`,
                run.rows && formatCount(run.rows.clean, "row"),
                run.seconds !== null && `${formatNumber(Math.round(run.seconds))} s`,
              ]
                .filter(Boolean)
                .join(", ")}
        </span>
      </summary>
      {run.alerts.map((alert) => (
        <p class="notice warn" key={alert}>
          <Icon name="warning" />
          {alert}
        </p>
      ))}
      <RunStages stages={run.stages} />
      {run.quarantine.length > 0 && (
        <>
          <h3>
            Rows put aside{run.rows && `, ${formatNumber(run.rows.quarantined)} of ${formatNumber(run.rows.read)} read`}
          </h3>
          <dl class="facts">
            {run.quarantine.map(({ reason, rows }) => (
              <div key={reason}>
                <dt>{capitalised(readableName(reason))}</dt>
                <dd>{formatNumber(rows)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {run.models.length > 0 && (
        <>
          <h3>Models</h3>
          <dl class="facts">
            {run.models.map(({ name, version, metrics, decision }) => (
              <div key={name}>
                <dt>
                  <a class="link" href={`/models/${encodeURIComponent(name)}`}>
                    {capitalised(name)}
                  </a>
                  <span class="hint"> {version}</span>
                </dt>
                <dd>
                  {metrics
                    .filter(isHeadline)
                    .map((metric) => `${readableName(metric.metric)} ${formatNumber(metric.value)}`)
                    .join(", ")}
                  {decision && <span class="hint decision">{decision}</span>}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </details>
  );
}

/** Metrics of groups and bins are on the model's own page. */
function isHeadline({ metric }: Run["models"][number]["metrics"][number]): boolean {
  return /^(?:r2|rmse|mae|auc|log_loss|recall|precision|pinball|interval_coverage)$/.test(metric);
}
