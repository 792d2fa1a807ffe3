import { expect, it } from "vitest";

import { may, rights, roles, rolesWith, type Right } from "#core";

it("allows each role exactly this", () => {
  // The keys of the table are exactly the rights; Object.keys forgets that.
  const names = Object.keys(rights) as Right[];
  expect(Object.fromEntries(names.map((right) => [right, rolesWith(right).join(" ")]))).toEqual({
    ask: "viewer analyst steward admin",
    "see-customers": "analyst steward admin",
    "see-confidential": "steward",
    review: "steward",
    "read-feedback": "steward admin",
    "accept-queries": "steward admin",
    "know-customer": "steward admin",
    "erase-customer": "admin",
    "manage-keys": "admin",
    "read-audit": "admin auditor",
  });
  expect(roles.filter((role) => names.some((right) => may(role, right)))).toEqual(roles);
});
