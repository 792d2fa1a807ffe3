import { may } from "#core";

import type { Check, CheckContext } from "./check.ts";

/**
 * No group of fewer customers than the policy's k is told of where a query names a confidential column, but to who may see
 * single rows: by the counts of the evidence, apart from the guard.
 */
export function checkSmallGroups({ answer, domain, role }: CheckContext): Check {
  const least = domain.policy.minimumGroupSize;
  const confidential = domain.resultColumns.filter((column) => column.privacy === "confidential");
  const isNamed = (sql: string) => confidential.some(({ name }) => new RegExp(`\\b${name}\\b`, "i").test(sql));
  const isBound = role !== undefined && !may(role, "see-confidential");
  const sizes = answer.evidence.flatMap((evidence) => {
    if (!isBound || !isNamed(evidence.sql ?? "")) return [];
    return [evidence, ...Object.values(evidence.more)].flatMap(({ columns, rows }) => {
      const place = columns.findIndex(({ name }) => name === domain.entity.plural);
      return rows.flatMap((row) => (typeof row[place] === "number" ? [row[place]] : []));
    });
  });
  const small = sizes.find((size) => size > 0 && size < least);
  return {
    id: "small-groups",
    pass: small === undefined,
    note: small === undefined ? "" : `a group of ${small} is told of`,
  };
}
