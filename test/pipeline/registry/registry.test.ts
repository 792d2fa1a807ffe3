import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { createFixedClock } from "#core";

import { approveVersion, readApproved } from "../../../pipeline/registry/approved-models.ts";
import { listVersions, renderVersions } from "../../../pipeline/registry/compare-versions.ts";
import { historyOf, readRegistry, recordVersions } from "../../../pipeline/registry/registry.ts";
import type { RegistryEntry } from "../../../pipeline/registry/registry-schema.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "reckoner-registry-"));
});

afterEach(() => rm(directory, { recursive: true }));

const clock = createFixedClock(new Date("2026-11-22T08:00:00Z"), 1);

function entry(change: Partial<RegistryEntry> = {}): RegistryEntry {
  return {
    model: "churn",
    version: "v1",
    runId: "run_1",
    trainedAt: "2026-11-21T02:00:00.000Z",
    snapshotDate: "2026-11-20",
    dataHash: "abc",
    rows: { train: 80, test: 20 },
    seed: 1,
    kind: "classification",
    algorithm: "gradient-boosted trees",
    hyperParameters: { depth: 5 },
    metrics: { auc: 0.9, log_loss: 0.3 },
    subgroups: [],
    fairness: [],
    decision: "promoted",
    reasons: [],
    comparedWith: null,
    approval: null,
    ...change,
  };
}

const refused = entry({
  version: "v2",
  runId: "run_2",
  decision: "refused",
  reasons: ["Too weak."],
  trainedAt: "2026-11-22T02:00:00.000Z",
});

describe("the registry", () => {
  it("is empty at first, then keeps what was recorded; the same run twice counts once", async () => {
    expect((await readRegistry(directory)).entries).toEqual([]);
    await recordVersions(directory, [entry(), refused]);
    await recordVersions(directory, [{ ...refused, reasons: ["Weaker yet."] }]);
    expect((await readRegistry(directory)).entries).toEqual([entry(), { ...refused, reasons: ["Weaker yet."] }]);
  });

  it("that was damaged says so and is not overwritten", async () => {
    await writeFile(path.join(directory, "registry.json"), '{"formatVersion":1,"entr');
    await expect(recordVersions(directory, [entry()])).rejects.toMatchObject({ code: "RESULTS_DAMAGED" });
    expect(await readFile(path.join(directory, "registry.json"), "utf8")).toBe('{"formatVersion":1,"entr');
  });

  it("forgets the oldest versions of a model first, and never an approved one", async () => {
    const many = Array.from({ length: 450 }, (_, index) => entry({ version: `v${index}`, runId: `run_${index}` }));
    const approved = {
      ...refused,
      version: "kept",
      approval: { by: "Ada", reason: "a known fault of the feed", at: "2026-11-22T08:00:00.000Z" },
    };
    const { entries } = await recordVersions(directory, [approved, ...many]);
    expect([entries.length, entries[0]?.version, entries[1]?.version]).toEqual([401, "kept", "v50"]);
  });

  it("tells champion and challengers side by side with their state", () => {
    const registry = {
      formatVersion: 1 as const,
      entries: [entry(), refused, entry({ version: "v0", runId: "run_0" })],
    };
    const listed = listVersions(registry, [{ name: "churn", version: "v1" }], new Set(["run_1", "run_2"]));
    expect(listed.map(({ version, state }) => [version, state])).toEqual([
      ["v0", "former"],
      ["v2", "refused"],
      ["v1", "serving"],
    ]);
    expect(renderVersions(listed)).toBe(
      [
        "model  version  state    trained           metrics on the test split",
        "churn  v0       former   2026-11-21 02:00  auc 0.9000, log_loss 0.3000",
        "churn  v2       refused  2026-11-22 02:00  auc 0.9000, log_loss 0.3000",
        "    Too weak.",
        "churn  v1       serving  2026-11-21 02:00  auc 0.9000, log_loss 0.3000",
        "",
      ].join("\n"),
    );
  });
});

describe("a person's approval", () => {
  const approval = { model: "churn", version: "v2", by: "Ada", reason: "the feed lost a column for a day" };

  it("keeps the version's files beyond its run and stands until a version is promoted", async () => {
    const folder = path.join(directory, "runs", "run_2", "models", "churn", "v2");
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "model.json"), "{}");
    await recordVersions(directory, [entry(), refused]);
    const approved = await approveVersion(directory, approval, clock);
    expect(approved.approval).toEqual({ by: "Ada", reason: approval.reason, at: clock.now().toISOString() });
    await rm(path.join(directory, "runs"), { recursive: true });
    // The same bytes again, trained by a later run and refused again.
    const registry = await recordVersions(directory, [{ ...refused, runId: "run_3" }]);
    const found = readApproved(directory, registry, "churn", "v1");
    expect(found?.version).toBe("v2");
    expect(await readFile(path.join(found?.directory ?? "", "model.json"), "utf8")).toBe("{}");
    const later = await recordVersions(directory, [
      entry({ version: "v3", runId: "run_4", trainedAt: "2026-11-23T02:00:00.000Z" }),
    ]);
    expect(readApproved(directory, later, "churn", "v3")).toBeUndefined();
    expect(historyOf(later, "churn").map(({ version, approval: given }) => [version, given?.by ?? null])).toEqual([
      ["v1", null],
      ["v2", "Ada"],
      ["v3", null],
    ]);
  });

  it("is refused without a reason, for a version that was not refused, and for one whose files are gone", async () => {
    await recordVersions(directory, [entry(), refused]);
    await expect(approveVersion(directory, { ...approval, reason: "ok" }, clock)).rejects.toMatchObject({
      code: "USAGE",
    });
    await expect(approveVersion(directory, { ...approval, version: "v1" }, clock)).rejects.toMatchObject({
      code: "NOT_FOUND",
      hint: "Refused: churn v2.",
    });
    await expect(approveVersion(directory, approval, clock)).rejects.toMatchObject({
      code: "NOT_FOUND",
      detail: expect.stringContaining("are gone"),
    });
    expect((await readRegistry(directory)).entries).toEqual([entry(), refused]);
  });
});
