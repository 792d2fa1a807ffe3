import { sql } from "kysely";

import type { Queries } from "./database/open-database.ts";
import { readCursor, writeCursor } from "./page-cursor.ts";
import type { Page, ThreadSearch, ThreadSummary } from "./port.ts";

/** Conversations read at once where their titles are searched. */
const searchedAtOnce = 200;

/** A page of a person's conversations, the one used last first. */
export async function listThreads(
  db: Queries,
  owner: string,
  { limit, after, title }: ThreadSearch,
): Promise<Page<ThreadSummary>> {
  const wanted = title === undefined ? null : comparable(title);
  // Titles are compared here, since the databases differ on what upper and lower case is beyond English.
  const atOnce = wanted === null ? limit + 1 : Math.max(limit + 1, searchedAtOnce);
  const found: ThreadSummary[] = [];
  let place = after === undefined ? null : readCursor(after, 2);
  // One more than the page tells whether there is another after it.
  while (found.length <= limit) {
    const summaries = await summariesAfter(db, owner, place, atOnce);
    found.push(...summaries.filter((one) => wanted === null || comparable(one.title).includes(wanted)));
    const last = summaries.at(-1);
    if (summaries.length < atOnce || last === undefined) break;
    place = placeOf(last);
  }
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last ? writeCursor(placeOf(last)) : null };
}

/** One of a person's conversations; null where they have none of this id. */
export async function findThread(db: Queries, id: string, owner: string): Promise<ThreadSummary | null> {
  const row = await selectSummaries(db, owner).where("id", "=", id).executeTakeFirst();
  return row ? summaryOf(row) : null;
}

async function summariesAfter(
  db: Queries,
  owner: string,
  place: readonly string[] | null,
  limit: number,
): Promise<readonly ThreadSummary[]> {
  const [updatedAt = "", lastId = ""] = place ?? [];
  const rows = await selectSummaries(db, owner)
    .$if(place !== null, (query) =>
      query.where((row) =>
        row.or([
          row("updated_at", "<", updatedAt),
          row.and([row("updated_at", "=", updatedAt), row("id", "<", lastId)]),
        ]),
      ),
    )
    .orderBy("updated_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(summaryOf);
}

function selectSummaries(db: Queries, owner: string) {
  return db
    .selectFrom("threads")
    .select((row) => [
      "id",
      "title",
      "created_at",
      "updated_at",
      "run_id",
      row
        .selectFrom("turns")
        .select(sql<number>`cast(count(*) as integer)`.as("turns"))
        .whereRef("turns.owner", "=", "threads.owner")
        .whereRef("turns.thread_id", "=", "threads.id")
        .as("turns"),
    ])
    .where("owner", "=", owner);
}

type SummaryRow = Awaited<ReturnType<ReturnType<typeof selectSummaries>["execute"]>>[number];

function summaryOf({ id, title, created_at, updated_at, run_id, turns }: SummaryRow): ThreadSummary {
  return { id, title, createdAt: created_at, updatedAt: updated_at, runId: run_id, turns: turns ?? 0 };
}

function placeOf({ updatedAt, id }: ThreadSummary): readonly string[] {
  return [updatedAt, id];
}

/** Text as titles are searched: without regard to case and to how white space and letters are written. */
function comparable(text: string): string {
  return text.normalize("NFKC").toLowerCase().replaceAll(/\s+/gu, " ").trim();
}
