import type { Principal } from "#agent";
import type { Role } from "#core";

const localId = "local";

/**
 * Whoever sits at this machine: command line and HTTP on loopback share the person and so the conversations. Each role
 * is a person of its own, since whoever sits here may change it: what a steward was told is no part of a viewer's
 * conversations. The analyst, the default, has no addition to the name.
 */
export function localPrincipal(role: Role): Principal {
  return { id: role === "analyst" ? localId : `${localId}:${role}`, role };
}

/** Whether this is whoever sits at this machine, in whatever role. */
export function isLocal(id: string): boolean {
  return id === localId || id.startsWith(`${localId}:`);
}
