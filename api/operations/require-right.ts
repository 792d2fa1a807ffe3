import type { Principal } from "#agent";
import { AppError, may, rights, rolesWith, type Right } from "#core";

/** Throws `RIGHT_MISSING` where the person's role does not have the right. */
export function requireRight({ role }: Principal, right: Right): void {
  if (may(role, right)) return;
  throw new AppError("RIGHT_MISSING", {
    detail: `The role ${role} may not ${rights[right]}.`,
    hint: `These roles may: ${rolesWith(right).join(", ")}. RECKONER_ROLE sets the role of the person at this machine.`,
  });
}
