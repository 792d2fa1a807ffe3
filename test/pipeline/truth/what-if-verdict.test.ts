import { expect, it } from "vitest";

import { whatIfVerdict, type WhatIfVerdict } from "../../../pipeline/truth/judge-what-if.ts";

it.each<readonly [WhatIfVerdict, number, number, string]>([
  ["close", 0.04, 0.05, "a quarter off at most"],
  ["direction", 0.02, 0.05, "less than three quarters of it"],
  ["direction", 0.09, 0.05, "nearly twice as much"],
  ["wrong", -0.02, 0.05, "the other way"],
  ["wrong", 0.02, 0, "an effect where there is none"],
  ["wrong", 0.0005, 0.05, "none where there is one"],
  ["close", 0.0005, -0.0005, "both too small to matter"],
  ["close", 0.0015, 0.0008, "off by less than matters"],
])("calls an answer %s: %d for a true %d, %s", (verdict, modelled, total) => {
  expect(whatIfVerdict(modelled, total, 0.001)).toBe(verdict);
});
