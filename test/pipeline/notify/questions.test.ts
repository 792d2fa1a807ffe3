import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { domainDirectory, loadDomain, type Domain } from "#knowledge";

import { collectAnswer } from "../../../api/collect-answer.ts";
import { alertsOf } from "../../../pipeline/stages/notify/alerts.ts";
import { metricsOf } from "../../../pipeline/stages/train/metric.ts";
import { openLiveService, type LiveService } from "../../support/open-live-service.ts";

let live: LiveService;
let domain: Domain;

beforeAll(async () => {
  domain = await loadDomain(domainDirectory("engagement"));
  live = await openLiveService();
}, 90_000);
afterAll(() => live.remove());

describe("what an alert's link asks", () => {
  it("is answered by the analyst", async () => {
    const { models } = domain;
    const all = models.map(({ name }) => ({
      name,
      version: "v",
      metrics: metricsOf("test", { r2: 0.1, recall: 0.1 }),
    }));
    const alerts = alertsOf({
      domain,
      // Only what is counted takes part.
      prepared: { rowsRead: 10, rowsQuarantined: 9 } as Parameters<typeof alertsOf>[0]["prepared"],
      trained: {
        models: [
          ...all.filter(({ name }) => name !== "value"),
          {
            name: "value",
            version: "v",
            metrics: metricsOf("test", {
              interval_coverage: 0.1,
              interval_coverage_lower: 0.1,
              interval_coverage_upper: 0.1,
            }),
          },
        ],
        decisions: [],
        fairness: [],
        proxies: { proxies: [], strongestOthers: [], removed: [] },
      },
      validated: { checks: 1, warnings: 1, driftedColumns: domain.feedColumns.map(({ name }) => name).slice(-1) },
      predicted: {
        models: [{ name: "churn", minimum: 0, maximum: 1, mean: 0.1, clipped: 0, aboveAction: 99, importance: [] }],
        anomalies: { listed: 9, above: 9, highest: 1 },
      },
      live: null,
    });
    const questions = alerts.flatMap(({ question }) => question ?? []);
    expect(new Set(alerts.map(({ kind }) => kind)).size).toBe(5);
    const outcomes = [];
    for (const [index, question] of questions.entries()) {
      const answer = await collectAnswer(
        live.service.runTurn({
          question,
          thread: `thread_${index}`,
          principal: { id: "local", role: "analyst" },
          signal: new AbortController().signal,
        }),
      );
      outcomes.push(`${answer.outcome}: ${question}`);
    }
    expect(outcomes).toEqual(questions.map((question) => `answered: ${question}`));
  }, 60_000);
});
