import type { Principal } from "#agent";
import { AppError, may, rights, rolesWith, type Right } from "#core";

import { isLocal } from "../local-principal.ts";

/** Throws `RIGHT_MISSING` where the person's role does not have the right. */
export function requireRight({ id, role }: Principal, right: Right): void {
  if (may(role, right)) return;
  throw new AppError("RIGHT_MISSING", {
    detail: `The role ${role} may not ${rights[right]}.`,
    hint: `These roles may: ${rolesWith(right).join(", ")}. ${howToGetARole(id)}`,
  });
}

/** Only whoever sits at this machine sets a role for themselves; others are given theirs. */
function howToGetARole(id: string): string {
  return isLocal(id)
    ? "RECKONER_ROLE sets the role of the person at this machine."
    : "Ask whoever runs this service for another role.";
}
