import { expect, it } from "vitest";

import type { RunContext } from "../../pipeline/run/run-context.ts";
import { versionOf } from "../../pipeline/stages/train/write-model.ts";

it("names a version by the day of the data and the model's bytes, never by digits alone", () => {
  // versionOf reads the day only.
  const context = { snapshotDate: "2026-11-20" } as RunContext;
  const version = (content: string) => versionOf(context, [{ name: "model.json", content }]);
  expect(version("{}")).toMatch(/^2026-11-20-v[0-9a-f]{8}$/);
  expect(version("{}")).toBe(version("{}"));
  expect(version("{} ")).not.toBe(version("{}"));
});
