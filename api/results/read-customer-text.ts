import { hashText, type Role } from "#core";
import { checkEntityId, createCustomerText, entityNotFound, type CustomerText } from "#tools";

import { keepNewest } from "../keep-newest.ts";
import type { ResultsOperations } from "../operations/results-operations.ts";
import type { ResultsDeps } from "./create-results.ts";

/** Pages that are kept as they were sent, of all roles together: some 17 KB each. */
const keptPages = 1_000;

/** The texts of one role, and the tag that they all bear: of one run a customer's page never changes. */
type RoleTexts = { readonly texts: CustomerText; readonly tag: string; readonly end: string };

/**
 * Gives customers' pages as text from the run's file, with the columns that the role may see. Whether somebody is hidden
 * is asked each time, before a page that is kept.
 */
export function createReadCustomerText(deps: ResultsDeps): ResultsOperations["customerText"] {
  const { customers, dataset } = deps;
  if (customers === null) return () => Promise.resolve(null);
  const kept = new Map<Role, Promise<RoleTexts>>();
  const pages = keepNewest<Uint8Array<ArrayBuffer>>(keptPages);
  const encoder = new TextEncoder();
  const prepare = async (role: Role): Promise<RoleTexts> => {
    // What is prepared is the same for everybody of the role.
    const runQuery = deps.queryFor({ id: "customer-pages", role });
    const texts = await createCustomerText({ ...deps, runQuery, role }, customers.layout);
    const told = JSON.stringify(dataset);
    return { texts, tag: `"${hashText(texts.version + told)}"`, end: `,"dataset":${told}}` };
  };
  const textsOf = (role: Role) => {
    const known = kept.get(role);
    if (known !== undefined) return known;
    const pending = prepare(role);
    kept.set(role, pending);
    pending.catch(() => kept.delete(role));
    return pending;
  };
  return async ({ role }, id, isKnown) => {
    checkEntityId(deps.domain, id);
    const { texts, tag, end } = await textsOf(role);
    const found = await customers.renderRecord(id, (record) => ({
      tag,
      text: isKnown(tag)
        ? null
        : pages(`${role} ${id}`, () => encoder.encode(`${texts.of(id, record).slice(0, -1)}${end}`)),
    }));
    if (found === null) throw entityNotFound(deps.domain, id);
    return found;
  };
}
