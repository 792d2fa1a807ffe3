import type { Domain } from "#knowledge";

import type { Token } from "../text/tokens.ts";
import { isNumeric } from "./column-of-mention.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { Mention } from "./mentions.ts";

const young = /^(young|youngsters|teenage|teenagers|teens)$/;

/**
 * "Young users": those in the first bin of the one column that counts years, which the condition says. "Old users" may
 * be old or may have been here for long, and is left to be asked back.
 */
export function ageWords(tokens: readonly Token[], mentions: readonly Mention[], domain: Domain): FoundCondition[] {
  const [column, ...others] = domain.feedColumns.filter((one) => one.unit === "years" && isNumeric(one));
  const bin = column?.bins[0];
  if (!column || !bin || others.length > 0) return [];
  const isPeople = (index: number) =>
    mentions.some(
      (one) =>
        one.from === index &&
        one.meanings.some(({ kind }) => kind === "entity" || kind === "group" || kind === "value"),
    );
  return tokens.flatMap((token, index) =>
    young.test(token.lower) && (isPeople(index + 1) || isPeople(index + 2) || token.lower.endsWith("s"))
      ? [
          {
            condition: { kind: "compare" as const, column: column.name, op: "<" as const, value: bin.to },
            from: index,
            to: index + 1,
            source: "number" as const,
            assumption: `I took "${token.lower}" as ${column.label} below ${String(bin.to)}`,
          },
        ]
      : [],
  );
}
