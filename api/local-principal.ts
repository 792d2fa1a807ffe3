import type { Principal } from "#agent";
import type { Role } from "#core";

/** Whoever sits at this machine: command line and HTTP on loopback share the person and so the conversations. */
export function localPrincipal(role: Role): Principal {
  return { id: "local", role };
}
