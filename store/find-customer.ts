import { sql } from "kysely";

import { mentionOf, type CustomerMention } from "./customer-mention.ts";
import type { Database, Queries } from "./database/open-database.ts";
import type { CustomerMentions } from "./port.ts";

/**
 * Counts what is kept that shows a customer: what `ForgetCustomer` would remove, and the audit's records that hold
 * `auditToken`, which stands for the id there and stays. Reads everything that is kept.
 */
export type FindCustomer = (customerId: string, auditToken: string, signal?: AbortSignal) => Promise<CustomerMentions>;

export function createFindCustomer({ database }: { readonly database: Database }): FindCustomer {
  return (customerId, auditToken, signal) =>
    database.read(async (db) => {
      const mention = mentionOf(customerId);
      return {
        answers: (await answersShowing(db, mention)).length,
        feedback: await countShowing(db, mention, "feedback", ["reason", "correction"]),
        proposedQueries: await countShowing(db, mention, "query_proposals", ["question", "sql", "reason"]),
        cachedAnswers: await countShowing(db, mention, "answer_cache", ["answer"]),
        threadTitles: await countShowing(db, mention, "threads", ["title"]),
        auditRecords: await countShowing(db, mentionOf(auditToken), "audit", ["record"]),
      };
    }, signal);
}

/** Answers that show the customer themselves or whose turn does. */
export async function answersShowing(
  db: Queries,
  mention: CustomerMention,
): Promise<readonly { readonly owner: string; readonly id: string }[]> {
  const rows = await db
    .selectFrom("answers")
    .leftJoin("turns", (join) =>
      join.onRef("turns.owner", "=", "answers.owner").onRef("turns.answer_id", "=", "answers.id"),
    )
    .select(["answers.owner", "answers.id", "answers.answer", "turns.turn"])
    .where((row) => row.or([mention.like("answers.answer"), mention.like("turns.turn")]))
    .execute();
  return rows.filter(({ answer, turn }) => mention.isIn(answer) || mention.isIn(turn));
}

async function countShowing(
  db: Queries,
  mention: CustomerMention,
  table: "feedback" | "query_proposals" | "answer_cache" | "threads" | "audit",
  columns: readonly string[],
): Promise<number> {
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const anywhere = sql.join(columns.map(mention.like), sql` or `);
  const { rows } = await sql<
    Readonly<Record<string, string | null>>
  >`select ${names} from ${sql.table(table)} where ${anywhere}`.execute(db);
  return rows.filter((row) => Object.values(row).some(mention.isIn)).length;
}
