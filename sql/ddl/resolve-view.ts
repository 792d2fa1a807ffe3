import { isAppError } from "#core";
import type { Domain } from "#knowledge";

import { createPrivacyRules } from "../privacy/rules.ts";
import { createCatalog } from "../resolve/catalog.ts";
import { resolveQuery } from "../resolve/resolve-query.ts";
import { emptyScope } from "../resolve/scope.ts";
import type { Query } from "../syntax/tree.ts";
import type { SqlType } from "../syntax/types.ts";
import { schemaInvalid } from "./load-schema.ts";
import type { SchemaView } from "./schema.ts";

/** A view's query with every name looked up and every star written out, and the columns it gives. */
export type ResolvedView = {
  readonly query: Query;
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
};

/**
 * Looks a view's names up in the dictionary. No row is withheld here: what a person may see of a view is decided
 * when they query it. Throws `KNOWLEDGE_INVALID` for a name that is not there or not open to anybody.
 */
export function resolveView(view: SchemaView, domain: Domain): ResolvedView {
  const query = structuredClone(view.query);
  let unnamed = 0;
  const role = "steward";
  try {
    const { columns } = resolveQuery(
      query,
      emptyScope(
        {
          role,
          newAlias: () => `unnamed_${++unnamed}`,
          catalog: createCatalog(domain, role),
          privacy: createPrivacyRules({ sees: "rows", minimumGroupSize: 1 }),
          identityColumn: domain.entity.column,
          isOneRowEach: () => false,
          isDetail: () => false,
          tables: new Set(),
          columns: new Set(),
          notices: new Set(),
        },
        null,
      ),
      { isRoot: true },
    );
    return { query, columns };
  } catch (error) {
    if (!isAppError(error, "SQL_REFUSED", "PRIVACY_REFUSED")) throw error;
    throw schemaInvalid([`views/${domain.name}/${view.name}.sql: ${error.detail}`]);
  }
}
