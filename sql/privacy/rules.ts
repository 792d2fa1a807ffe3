import type { Relation } from "../resolve/relation.ts";
import type { Block } from "../resolve/resolve-select.ts";
import type { Check } from "../resolve/scope.ts";
import { refuseForPrivacy } from "../refuse.ts";
import { protectSelect } from "./protect-select.ts";
import type { Rights } from "./rights.ts";

/** What the privacy rules make of a SELECT's rows. */
export type Outcome = {
  /** Its rows belong to single persons. */
  readonly isIndividual: boolean;
  /** A protected column decided which rows those are. */
  readonly rowsProtected: boolean;
  /** They were picked by who they are about. */
  readonly rowsPicked: boolean;
  /** They are groups of at least k. */
  readonly isReleased: boolean;
  /** The FROM items whose persons must be counted. */
  readonly tainted: ReadonlySet<Relation>;
};

/**
 * What these rules cannot see, because each query is judged by itself: two answers whose groups differ by one person
 * (total minus the others; with and without one more condition), a group that is alike in the protected column, and
 * percentiles of a fine-grained column, which are some member's value. What bounds them: a condition beside a
 * protected column cannot be on an id; parts of a group are given only where the rest is none or at least k too; at
 * most nine percentiles in a call; and the conversation's audit sees the sequence of queries.
 */

/** The privacy rules for one role, as the resolver calls on them. */
export type PrivacyRules = {
  readonly rights: Rights;
  /** Throws `PRIVACY_REFUSED` where the rows may not take part in a UNION, INTERSECT or EXCEPT. */
  readonly assertCombinable: (relation: Relation, operator: string) => void;
  /** Decides on a resolved SELECT, and changes its tree where groups must be withheld. Throws `PRIVACY_REFUSED`. */
  readonly protect: (block: Block, isIndividual: boolean, check: Check) => Outcome;
};

export function createPrivacyRules(rights: Rights): PrivacyRules {
  return {
    rights,
    assertCombinable: (relation, operator) => {
      const isProtected = relation.rowsProtected || relation.columns.some((column) => column.isProtected);
      if (rights.sees === "rows" || !relation.isIndividual || !isProtected) return;
      throw refuseForPrivacy(
        `${operator.toUpperCase()} joins rows of single persons with a protected column.`,
        "Group each side first, then join the groups.",
      );
    },
    protect: (block, isIndividual, check) =>
      rights.sees === "rows"
        ? {
            isIndividual,
            rowsProtected: false,
            rowsPicked: false,
            isReleased: false,
            tainted: new Set(),
          }
        : protectSelect(block, isIndividual, check),
  };
}
