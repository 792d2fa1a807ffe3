import { beforeAll, describe, expect, it } from "vitest";

import type { RunEntry } from "#pipeline";

import { renderRun, renderRuns, renderStatus } from "../../pipeline/render-run.ts";
import { buildLiveRun, type TestRun } from "../support/build-live-run.ts";

let kept: TestRun;
let runs: readonly RunEntry[];

beforeAll(async () => {
  kept = await buildLiveRun();
  const { manifest } = kept.live;
  const entry = (runId: string, change: Partial<RunEntry>): RunEntry => ({
    runId,
    directory: runId,
    isLive: false,
    manifest: { ...manifest, runId, durationMs: 12_345, startedAt: "2026-11-21T02:00:00.000Z" },
    ...change,
  });
  runs = [entry("run_b", { isLive: true }), entry("run_a", {}), entry("run_c", { manifest: null })];
}, 300_000);

describe("the runs as a table", () => {
  it("mark the live one and tell state, rows, metrics, start and duration", () => {
    const [header = "", live = "", earlier = "", unfinished = ""] = renderRuns(runs, kept.domain).split("\n");
    expect(header.trim().split(/\s{2,}/)).toEqual(["run", "state", "rows", "metrics", "started", "took"]);
    expect(live).toMatch(/^\* {2}run_b {2}live +2,9\d\d {2}engagement r2 0\.\d{4}, .* 2026-11-21 02:00 {2}12\.3 s$/);
    expect(earlier).toMatch(/^ {3}run_a {2}kept /);
    expect(unfinished.trim()).toMatch(/^run_c {2}unfinished$/);
  });

  it("are told in a sentence where there are none", () => {
    expect(renderRuns([], kept.domain)).toBe("There are no runs.\n");
  });
});

describe("the status", () => {
  it("names the live run, what is kept, and how to go on with what is unfinished", () => {
    const text = renderStatus(runs, kept.domain, null);
    expect(text).toMatch(/^run_b is live: 2,9\d\d customers as of 2026-11-20, finished /);
    expect(text).toContain(
      "1 earlier run is kept; `runs` lists them.\nrun_c is unfinished: `--resume run_c` goes on with it.",
    );
  });

  it("tells what is wrong", () => {
    expect(renderStatus([], kept.domain, "No finished pipeline run is live.")).toBe(
      "No finished pipeline run is live.\n",
    );
  });
});

describe("a finished run", () => {
  it("tells of every model, with its gate where it has one", () => {
    const text = renderRun(kept.live.manifest, kept.domain);
    for (const { label, name } of kept.domain.models) {
      expect(text).toContain(`  ${label} ${kept.live.models.find((model) => model.name === name)?.version ?? ""}`);
    }
    expect(text).toMatch(/engagement model \S+: r2 0\.\d{4}, .*\(gate: r2 at least 0\.7\)\./);
  });
});
