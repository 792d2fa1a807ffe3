/** Who is asking, in the words of the privacy rules. */
export const roles = ["viewer", "analyst", "steward", "admin", "auditor"] as const;
export type Role = (typeof roles)[number];

/** What a role may be allowed to do, each as it ends the sentence "The role … may not …". */
export const rights = {
  ask: "ask questions, or read conversations and answers",
  "see-customers": "see single customers",
  "see-confidential": "see confidential columns row by row",
  review: "review predictions",
  "read-feedback": "read what others think of their answers",
  "accept-queries": "accept queries into the verified ones",
  "know-customer": "see what is held about a customer",
  "erase-customer": "erase a customer, or record that consent was withdrawn",
  "manage-keys": "make, list or revoke API keys",
  "read-audit": "read the audit",
} as const;
export type Right = keyof typeof rights;

/**
 * The one table of who may do what (spec/governance.md); routes, commands, tools and the guard over queries read it.
 * An auditor reads the audit and sees no data.
 */
const allowed: Readonly<Record<Role, readonly Right[]>> = {
  viewer: ["ask"],
  analyst: ["ask", "see-customers"],
  steward: ["ask", "see-customers", "see-confidential", "review", "read-feedback", "accept-queries", "know-customer"],
  admin: [
    "ask",
    "see-customers",
    "read-feedback",
    "accept-queries",
    "know-customer",
    "erase-customer",
    "manage-keys",
    "read-audit",
  ],
  auditor: ["read-audit"],
};

/** Whether the role has the right. */
export function may(role: Role, right: Right): boolean {
  return allowed[role].includes(right);
}

/** Rights that decide what of the data is shown. */
const rightsToData = ["see-customers", "see-confidential"] as const satisfies readonly Right[];

/** Whether a role sees all of the data that another does. */
export function seesAllOf(role: Role, other: Role): boolean {
  return rightsToData.every((right) => may(role, right) || !may(other, right));
}

/** The roles that have the right, in the order of `roles`. */
export function rolesWith(right: Right): readonly Role[] {
  return roles.filter((role) => may(role, right));
}
