import type { Principal } from "#agent";

/** Persons that something is kept for. */
const mostPersons = 100;

/** Makes something once for each person and role, and forgets the persons who came longest ago past `most`. */
export function keepByPrincipal<T>(
  create: (principal: Principal) => T,
  most = mostPersons,
): (principal: Principal) => T {
  const kept = new Map<string, T>();
  return (principal) => {
    const key = JSON.stringify([principal.id, principal.role]);
    const found = kept.get(key) ?? create(principal);
    // The one who came last stands last.
    kept.delete(key);
    kept.set(key, found);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return found;
  };
}
