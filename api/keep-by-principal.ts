import type { Principal } from "#agent";

import { keepNewest } from "./keep-newest.ts";

/** Persons that something is kept for. */
const mostPersons = 100;

/** Makes something once for each person and role, and forgets the persons who came longest ago past `most`. */
export function keepByPrincipal<T>(
  create: (principal: Principal) => T,
  most = mostPersons,
): (principal: Principal) => T {
  const kept = keepNewest<T>(most);
  return (principal) => kept(JSON.stringify([principal.id, principal.role]), () => create(principal));
}
