import { expect, it } from "vitest";

import { isAppError } from "#core";

import { localPrincipal } from "../../api/local-principal.ts";
import { requireRight } from "../../api/operations/require-right.ts";

const hintFor = (id: string) => {
  try {
    requireRight({ id, role: "viewer" }, "read-audit");
    return null;
  } catch (error) {
    return isAppError(error, "RIGHT_MISSING") ? error.hint : error;
  }
};

it("tells whoever sits here of the setting, and everybody else whom to ask", () => {
  expect(hintFor(localPrincipal("viewer").id)).toBe(
    "These roles may: admin, auditor. RECKONER_ROLE sets the role of the person at this machine.",
  );
  for (const id of ["oidc:https://issuer:ada", "slack:T1:U1", "key_1", "localhost"]) {
    expect(hintFor(id)).toBe("These roles may: admin, auditor. Ask whoever runs this service for another role.");
  }
});

it("says nothing to whom the right is given", () => {
  expect(() => requireRight(localPrincipal("auditor"), "read-audit")).not.toThrow();
});
