import type { Relation } from "../resolve/relation.ts";
import type { Block } from "../resolve/resolve-select.ts";
import type { Check } from "../resolve/scope.ts";
import { refuseForPrivacy } from "../refuse.ts";
import type { Population } from "./populations.ts";
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
 * These rules judge each query by itself; `createDifferencingWatch` judges it beside the earlier ones. What neither
 * sees: a group that is alike in the protected column, and percentiles of a fine-grained column, which are some
 * member's value (at most nine in a call). docs/decisions/0012-differencing.md has the limits.
 */

/** The privacy rules for one check, as the resolver calls on them. */
export type PrivacyRules = {
  readonly rights: Rights;
  /** Groups of persons that the query tells of, to be written down once its whole tree is settled. */
  readonly populations: (() => Population)[];
  /** The percentiles asked of each table's column beside a protected one, all over the query. */
  readonly percentiles: Map<string, Set<string>>;
  /** Throws `PRIVACY_REFUSED` where the rows may not take part in a UNION, INTERSECT or EXCEPT. */
  readonly assertCombinable: (relation: Relation, operator: string) => void;
  /** Decides on a resolved SELECT, and changes its tree where groups must be withheld. Throws `PRIVACY_REFUSED`. */
  readonly protect: (block: Block, isIndividual: boolean, check: Check) => Outcome;
};

export function createPrivacyRules(rights: Rights): PrivacyRules {
  return {
    rights,
    populations: [],
    percentiles: new Map(),
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
