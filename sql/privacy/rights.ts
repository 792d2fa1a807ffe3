import { may, type Role } from "#core";
import type { Column, Domain } from "#knowledge";

/**
 * What a role may see of single persons (spec/governance.md):
 * `rows`: everything open to it, row by row (steward);
 * `groups-of-protected`: confidential columns only inside groups of at least k (analyst, admin);
 * `groups`: nothing row by row, every group at least k (viewer);
 * `nothing`: no data at all (auditor).
 */
export type Rights = {
  readonly sees: "rows" | "groups-of-protected" | "groups" | "nothing";
  /** k */
  readonly minimumGroupSize: number;
};

export function rightsOf(role: Role, domain: Domain): Rights {
  return { sees: seenBy(role), minimumGroupSize: domain.policy.minimumGroupSize };
}

function seenBy(role: Role): Rights["sees"] {
  if (!may(role, "ask")) return "nothing";
  if (may(role, "see-confidential")) return "rows";
  return may(role, "see-customers") ? "groups-of-protected" : "groups";
}

/** Whether these rights show the column in groups only; `individual` tells whether the table's rows are single persons'. */
export function isProtectedColumn(column: Column, individual: boolean, rights: Rights): boolean {
  if (rights.sees === "rows" || !individual) return false;
  return rights.sees === "groups" || column.privacy === "confidential";
}
