import { refuse, refuseForPrivacy } from "../refuse.ts";
import type { SelectItem } from "../syntax/tree.ts";
import type { Relation } from "./relation.ts";
import type { Scope } from "./scope.ts";

/**
 * Writes each star out as the columns it stands for. Columns that the role may only see in groups are left out,
 * with a notice; columns merged by USING come once.
 */
export function expandStars(items: readonly SelectItem[], scope: Scope): SelectItem[] {
  const expanded = items.flatMap((item): SelectItem[] => {
    if (item.kind === "expression") return [item];
    const relations = relationsOf(item.qualifier, scope);
    return relations.flatMap((relation) => columnsOf(relation, scope, item.qualifier.length === 0));
  });
  if (expanded.length > 0) return expanded;
  throw refuseForPrivacy(
    "Every column that the star stands for is confidential.",
    "Group by them and aggregate; single rows show other columns only.",
  );
}

function relationsOf(qualifier: readonly string[], scope: Scope): readonly Relation[] {
  if (scope.relations.length === 0) throw refuse("The star stands in a SELECT without FROM.", "Name a table in FROM.");
  const [first, second] = qualifier;
  if (first === undefined) return scope.relations;
  const found = scope.relations.filter((relation) =>
    second === undefined ? relation.name === first : relation.table?.database === first && relation.name === second,
  );
  if (found.length === 0)
    throw refuse(`${qualifier.join(".")}.* names no table of this FROM.`, "Use the table's alias.");
  return found;
}

function columnsOf(relation: Relation, scope: Scope, mergeOnce: boolean): SelectItem[] {
  const { privacy, notices } = scope.check;
  const isShown = (name: string) => !mergeOnce || (scope.merged.get(name) ?? relation) === relation;
  // For those who see groups only nothing would be left; the refusal of single rows says it better.
  const leavesOut = privacy.rights.sees === "groups-of-protected";
  const left = relation.columns.filter((column) => leavesOut && column.isProtected);
  if (left.length > 0) {
    notices.add(`${left.map((column) => column.name).join(", ")} left out of *: confidential, shown in groups only.`);
  }
  return relation.columns
    .filter((column) => !left.includes(column) && isShown(column.name))
    .map((column) => ({
      kind: "expression",
      expression: { kind: "column", path: [relation.name, column.name] },
      alias: null,
    }));
}
