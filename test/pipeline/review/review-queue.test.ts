import os from "node:os";
import { describe, expect, it } from "vitest";
import { z } from "zod";

import { createRandom } from "#core";

import { withDuckdb } from "../../../pipeline/duckdb/session.ts";
import { pickForReview } from "../../../pipeline/review/pick-for-review.ts";

const policy = { highest: 100, lowest: 100, largeError: { above: 0.3, top: 100 }, uncertain: 0, total: 400 };

type Customer = {
  readonly id: string;
  readonly prediction: number;
  readonly error: number | null;
  readonly distance: number;
};

function draw(count: number, seed: number): Customer[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, index) => ({
    id: `c${String(index).padStart(5, "0")}`,
    prediction: Math.round(random.uniform() * 1000) / 1000,
    error: random.uniform() < 0.1 ? null : Math.abs(random.normal()) / 5,
    distance: random.uniform(),
  }));
}

const pickedRow = z.object({ id: z.string(), reason: z.string(), place: z.int() });

function pick(
  customers: readonly Customer[],
  change: Partial<Omit<Parameters<typeof pickForReview>[1], "scored">> = {},
) {
  const rows = customers.map(
    ({ id, prediction, error, distance }) => `('${id}', ${prediction}, ${error ?? "NULL"}, ${distance})`,
  );
  const scored = `FROM (VALUES ${rows.join(", ")}) AS t (id, prediction, error, distance_0)`;
  const options = { temporaryDirectory: os.tmpdir(), signal: new AbortController().signal };
  return withDuckdb(options, async (session) => {
    await pickForReview(session, { scored, policy, uncertain: [], seed: 1, ...change });
    return session.rows("SELECT id, reason, place FROM picked ORDER BY place", pickedRow);
  });
}

describe("the review queue", () => {
  it.each([
    [3_000, 1],
    [700, 2],
    [250, 3],
  ])("of %i customers holds nobody twice, in the order of the rules", async (count, seed) => {
    const customers = draw(count, seed);
    const picked = await pick(customers);
    const byId = new Map(customers.map((customer) => [customer.id, customer]));
    const of = (reason: string) => picked.filter((row) => row.reason === reason).map((row) => byId.get(row.id)!);
    expect(new Set(picked.map(({ id }) => id)).size).toBe(picked.length);
    expect(picked.map(({ place }) => place)).toEqual(picked.map((_, index) => index));
    const ordered = customers.toSorted((a, b) => b.prediction - a.prediction || a.id.localeCompare(b.id));
    expect(of("high_pred")).toEqual(ordered.slice(0, 100));
    const rest = ordered.slice(100).toSorted((a, b) => a.prediction - b.prediction || a.id.localeCompare(b.id));
    expect(of("low_pred")).toEqual(rest.slice(0, 100));
    const off = rest.slice(100).filter((customer) => (customer.error ?? 0) > 0.3);
    expect(of("large_error")).toEqual(
      off.toSorted((a, b) => b.error! - a.error! || a.id.localeCompare(b.id)).slice(0, 100),
    );
    const sorted = customers.map(({ prediction }) => prediction).toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.round(share * (count - 1))]!;
    for (const { prediction } of of("baseline")) {
      expect(prediction).toBeGreaterThanOrEqual(at(0.25) - 0.002);
      expect(prediction).toBeLessThanOrEqual(at(0.75) + 0.002);
    }
    expect(picked.length).toBeLessThanOrEqual(400);
    if (count === 3_000) expect(picked).toHaveLength(400);
  });

  it("is the same for the same seed, and draws others for another", async () => {
    const customers = draw(3_000, 4);
    const baseline = async (seed: number) =>
      (await pick(customers, { seed })).filter((row) => row.reason === "baseline").map((row) => row.id);
    expect(await baseline(1)).toEqual(await baseline(1));
    expect(await baseline(2)).not.toEqual(await baseline(1));
  });

  it("takes the decisions nearest to a threshold where the reject option is on, before the baseline", async () => {
    const customers = draw(3_000, 5);
    const picked = await pick(customers, {
      policy: { ...policy, uncertain: 30 },
      uncertain: [{ model: "m", prediction: "p", threshold: 0.5, band: 0.2 }],
    });
    const reasons = picked.map(({ reason }) => reason);
    expect(reasons.filter((reason) => reason === "low_confidence")).toHaveLength(30);
    expect(reasons.indexOf("baseline")).toBe(reasons.lastIndexOf("low_confidence") + 1);
    expect(picked).toHaveLength(400);
  });
});
