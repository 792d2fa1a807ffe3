import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createFixedClock, createIdSource, createRandom, createSilentLogger } from "#core";
import { openLiveRun, recordReview, runPipeline, type LiveRun } from "#pipeline";

import { approveVersion } from "../../../pipeline/registry/approved-models.ts";
import { historyOf, readRegistry } from "../../../pipeline/registry/registry.ts";
import { buildLiveRun, type TestRun } from "../../support/build-live-run.ts";

type Row = Record<string, unknown>;

const predictive = ["engagement", "churn", "value"];

let kept: TestRun;
let directory: string;
let refused: LiveRun;
let later: LiveRun;
/** From the review queue of the refused run: one of the training split, one of the test split. */
let trainee: string;
let held: string;

beforeAll(async () => {
  kept = await buildLiveRun();
  directory = await mkdtemp(path.join(os.tmpdir(), "reckoner-refused-"));
  await cp(kept.dataDirectory, directory, { recursive: true });
  const feed = path.join(directory, "raw", "customers.csv");
  const sound = await readFile(feed, "utf8");
  await writeFile(feed, shuffled(sound, await trainingIds(kept.live)));
  refused = await run();

  const queue = await query(
    refused,
    `SELECT customer_id, data_split FROM engagement_qa.human_review JOIN engagement_analytics.final_results USING (customer_id)
     WHERE qa_reason = 'high_pred' ORDER BY human_review.predicted_engagement_score DESC`,
  );
  const firstOf = (split: string) => String(queue.find((row) => row["data_split"] === split)?.["customer_id"]);
  [trainee, held] = [firstOf("train"), firstOf("test")];
  for (const customerId of [trainee, held]) await override(customerId);
  for (const row of queue) {
    const customerId = String(row["customer_id"]);
    if (customerId !== trainee && customerId !== held) await note(customerId);
  }
  const [version] = versionsOf(refused, "refused");
  await approveVersion(
    directory,
    { model: "engagement", version: version ?? "", by: "Ada", reason: "to see that a word of a person counts" },
    createFixedClock(new Date("2026-11-22T08:00:00Z"), 1),
  );
  // The next day, with sound outcomes again.
  await writeFile(feed, sound);
  const manifest = path.join(directory, "raw", "manifest.json");
  await writeFile(manifest, (await readFile(manifest, "utf8")).replace('"2026-11-20"', '"2026-11-21"'));
  later = await run();
}, 300_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

function run(): Promise<LiveRun> {
  return runPipeline({
    dataDirectory: directory,
    domain: kept.domain,
    sample: null,
    threads: 2,
    clock: createFixedClock(new Date("2026-11-23T02:00:00Z"), 1),
    ids: createIdSource(),
    log: createSilentLogger(),
    signal: new AbortController().signal,
  });
}

function override(customerId: string) {
  return review(customerId, { notes: "counted twice", status: "overridden", value: 0.125 });
}

function note(customerId: string) {
  return review(customerId, { notes: "looked at", status: "noted" });
}

function review(
  customerId: string,
  said: Pick<Parameters<typeof recordReview>[1], "notes" | "status" | "value">,
): Promise<unknown> {
  return recordReview(
    {
      dataDirectory: directory,
      domain: kept.domain,
      clock: createFixedClock(new Date("2026-11-22T09:00:00Z"), 1),
      ids: createIdSource(),
      signal: new AbortController().signal,
    },
    { customerId, model: "engagement", runId: refused.runId, reviewer: "Grace", ...said },
  );
}

async function query(live: LiveRun, sql: string): Promise<Row[]> {
  const instance = await DuckDBInstance.create(live.serveDatabasePath, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJS();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

async function trainingIds(live: LiveRun): Promise<ReadonlySet<string>> {
  const rows = await query(
    live,
    "SELECT customer_id FROM engagement_analytics.final_results WHERE data_split = 'train'",
  );
  return new Set(rows.map((row) => String(row["customer_id"])));
}

/** The feed with the outcomes of the training customers dealt out anew; those of the test split as they are. */
function shuffled(csv: string, ids: ReadonlySet<string>): string {
  const [header = "", ...lines] = csv.split("\n");
  const names = header.split(",");
  const targets = ["engagement_score", "churn_30_day", "lifetime_value_usd"].map((name) => names.indexOf(name));
  const cells = lines.map((line) => line.split(","));
  const places = cells.flatMap((row, index) => (row.length === names.length && ids.has(row[0] ?? "") ? [index] : []));
  const outcomes = places.map((place) => targets.map((target) => cells[place]?.[target] ?? ""));
  const random = createRandom(11);
  for (let last = outcomes.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    [outcomes[last], outcomes[other]] = [outcomes[other]!, outcomes[last]!];
  }
  places.forEach((place, index) =>
    targets.forEach((target, part) => (cells[place]![target] = outcomes[index]?.[part] ?? "")),
  );
  return [header, ...cells.map((row) => row.join(","))].join("\n");
}

function versionsOf(live: LiveRun, which: "served" | "refused"): (string | undefined)[] {
  const decisions = live.manifest.decisions;
  return predictive.map((name) =>
    which === "served"
      ? live.models.find((model) => model.name === name)?.version
      : decisions.find(({ model, isPromoted }) => model === name && !isPromoted)?.challenger,
  );
}

describe("a run whose training outcomes make no sense", () => {
  it("goes live with today's customers scored by the versions that served before", async () => {
    expect(versionsOf(refused, "served")).toEqual(versionsOf(kept.live, "served"));
    expect((await openLiveRun(directory, kept.domain)).runId).toBe(later.runId);
    const rows = await query(
      refused,
      "SELECT DISTINCT model, model_version FROM engagement_predictions.predictions WHERE model IN ('churn', 'engagement') ORDER BY 1",
    );
    const [engagement, churn] = versionsOf(kept.live, "served");
    expect(rows).toEqual([
      { model: "churn", model_version: churn },
      { model: "engagement", model_version: engagement },
    ]);
    // The same customers and the same trees give the same predictions.
    const sums =
      "SELECT sum(predicted_engagement_score) AS a, sum(predicted_churn_probability) AS b FROM engagement_analytics.final_results";
    expect(await query(refused, sums)).toEqual(await query(kept.live, sums));
  });

  it("names both versions and figures in its alerts, and all reasons in the registry", async () => {
    const served = versionsOf(refused, "served");
    const { entries } = await readRegistry(directory);
    for (const [index, name] of predictive.entries()) {
      const challenger = versionsOf(refused, "refused")[index];
      const alert = refused.manifest.alerts.find(({ text }) => text.includes(`${challenger} was refused`))?.text;
      expect(alert).toContain(`${served[index]} keeps serving`);
      expect(alert).toMatch(/(rmse|log_loss|pinball) [\d.]+ against [\d.]+/);
      const entry = entries.find(({ version }) => version === challenger);
      expect(entry).toMatchObject({ model: name, decision: "refused", comparedWith: { version: served[index] } });
      expect(entry?.reasons.join(" ")).toMatch(/worse by more than 2 %|its gate asks for|without a model/);
    }
  });
});

describe("the run after it", () => {
  it("compares with the version that a person approved, and promotes what is better", () => {
    const decision = later.manifest.decisions.find(({ model }) => model === "engagement");
    expect(decision).toMatchObject({ isPromoted: true, champion: versionsOf(refused, "refused")[0] });
    const churn = later.manifest.decisions.find(({ model }) => model === "churn");
    expect(churn).toMatchObject({ isPromoted: true, champion: versionsOf(kept.live, "served")[1] });
  });

  it("trains on the overridden outcome of a training customer, and on nobody of the test split", async () => {
    const prepared = later.manifest.stages.find(({ name }) => name === "prepare");
    expect(prepared?.figures["corrections"]).toEqual({ corrected: 0, added: 1, leftOut: 1 });
    const rows = later.manifest.models
      .find(({ name }) => name === "engagement")
      ?.metrics.find(({ split, metric }) => split === "train" && metric === "rows");
    expect(rows?.value).toBe(later.manifest.rows.train + 1);
  });

  it("shows what the reviewer said of those who are in the queue again", async () => {
    const rows = await query(
      later,
      "SELECT reviewer_notes, review_status, count(*)::INTEGER AS n FROM engagement_qa.human_review WHERE reviewer_notes IS NOT NULL GROUP BY ALL",
    );
    const noted = rows.find((row) => row["review_status"] === "noted");
    // Two good models agree on most of the hundred highest predictions.
    expect(noted).toMatchObject({ reviewer_notes: "looked at" });
    expect(Number(noted?.["n"])).toBeGreaterThan(20);
    const others = rows.filter((row) => row !== noted);
    for (const row of others)
      expect(row).toMatchObject({ reviewer_notes: "counted twice", review_status: "overridden" });
  });

  it("tells the history in the model's card", async () => {
    const folder = later.models.find(({ name }) => name === "engagement")?.directory ?? "";
    const card = await readFile(path.join(folder, "card.md"), "utf8");
    const history = historyOf(await readRegistry(directory), "engagement").map(({ version }) => version);
    expect(history).toHaveLength(3);
    for (const version of history) expect(card).toContain(`| ${version} |`);
    expect(card).toContain("approved by Ada: to see that a word of a person counts");
  });
});

describe("a review", () => {
  it.each([
    [{ customerId: "user_00000" }, /no customer "user_00000"/],
    [{ value: 1.5 }, /a number from 0 to 1; 1\.5 was given/],
    [{ model: "churn", value: 0.5 }, /0 or 1; 0\.5 was given/],
    [{ status: "confirmed" as const }, /is confirmed corrects nothing/],
    [{ runId: "../../etc" }, /no run/],
    [{ model: "weather" }, /no model "weather"/],
    [{ reviewer: " " }, /name of who reviewed/],
  ])("of %j is refused", async (change, detail) => {
    const options = {
      dataDirectory: directory,
      domain: kept.domain,
      clock: createFixedClock(new Date("2026-11-24T09:00:00Z"), 1),
      ids: createIdSource(),
      signal: new AbortController().signal,
    };
    const input = {
      customerId: held,
      model: "engagement",
      runId: refused.runId,
      reviewer: "Grace",
      notes: "",
      status: "overridden" as const,
      value: 0.5,
    };
    await expect(recordReview(options, { ...input, ...change })).rejects.toMatchObject({
      code: "REVIEW_INVALID",
      detail: expect.stringMatching(detail),
    });
  });
});
