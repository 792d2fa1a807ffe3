import { sql, type RawBuilder } from "kysely";

/** Where an id stands in kept text: `user_1` in "why user_1?", not in "user_12". */
export type CustomerMention = {
  /** A first sieve for the database, which also lets through longer ids. */
  readonly like: (column: string) => RawBuilder<boolean>;
  readonly isIn: (text: string | null) => boolean;
};

/** Finds a customer's id in what is kept, whatever its case. */
export function mentionOf(id: string): CustomerMention {
  // Most of what is kept is JSON.
  const written = JSON.stringify(id).slice(1, -1);
  const pattern = `%${written.toLowerCase().replaceAll(/[!%_]/g, "!$&")}%`;
  const literal = written.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
  const whole = new RegExp(String.raw`(?<![\p{L}\p{N}_])${literal}(?![\p{L}\p{N}_])`, "iu");
  return {
    like: (column) => sql<boolean>`lower(${sql.ref(column)}) like ${pattern} escape '!'`,
    isIn: (text) => text !== null && whole.test(text),
  };
}
