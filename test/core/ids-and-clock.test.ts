import { expect, it } from "vitest";

import { createFixedClock, createIdSource, createSequentialIdSource, createSystemClock, hashText } from "#core";

it("makes ids that differ, of a prefix and sixteen hexadecimal digits", () => {
  const ids = createIdSource();
  const made = Array.from({ length: 1_000 }, () => ids("answer"));
  expect(new Set(made).size).toBe(1_000);
  expect(made.filter((id) => !/^answer_[0-9a-f]{16}$/.test(id))).toEqual([]);
});

it("counts ids by prefix for tests", () => {
  const ids = createSequentialIdSource();
  expect([ids("a"), ids("a"), ids("b")]).toEqual(["a_1", "a_2", "b_1"]);
});

it("hashes a text to the beginning of its SHA-256", () => {
  // FIPS 180-4's example: SHA-256("abc").
  expect(hashText("abc")).toBe("ba7816bf8f01cfea");
  expect(hashText("abc", 4)).toBe("ba78");
});

it("has a clock that runs and one that is set", () => {
  const system = createSystemClock();
  const earlier = system.monotonicMs();
  expect(system.monotonicMs()).toBeGreaterThanOrEqual(earlier);
  expect(Math.abs(system.now().getTime() - Date.now())).toBeLessThan(1_000);
  const fixed = createFixedClock(new Date(1_000), 5);
  expect([fixed.monotonicMs(), fixed.monotonicMs(), fixed.now().getTime()]).toEqual([0, 5, 1_010]);
});
