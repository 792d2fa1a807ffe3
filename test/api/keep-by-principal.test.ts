import { expect, it } from "vitest";

import { keepByPrincipal } from "../../api/keep-by-principal.ts";

it("makes one for each person and role, and forgets who came longest ago", () => {
  const made: string[] = [];
  const of = keepByPrincipal(({ id, role }) => {
    made.push(`${id} ${role}`);
    return {};
  }, 2);
  const ann = of({ id: "ann", role: "analyst" });
  expect(of({ id: "ann", role: "analyst" })).toBe(ann);
  of({ id: "ann", role: "steward" });
  expect(of({ id: "ann", role: "analyst" })).toBe(ann);
  of({ id: "bob", role: "analyst" });
  expect(of({ id: "ann", role: "analyst" })).toBe(ann);
  of({ id: "ann", role: "steward" });
  expect(made).toEqual(["ann analyst", "ann steward", "bob analyst", "ann steward"]);
});
