import type { z } from "zod";

import type { Queries } from "./database/open-database.ts";
import { badCursor, readCursor, writeCursor } from "./page-cursor.ts";
import type { Page, PageRequest, StoredThread } from "./port.ts";

/** Below the largest number of PostgreSQL's integer. */
const positionPattern = /^\d{1,9}$/;

/** A person's conversation and what its turns look like. */
type Asked<Turn> = { readonly id: string; readonly owner: string; readonly turnSchema: z.ZodType<Turn> };

/** The whole conversation; null where it has no turn that this version can read. */
export async function loadThread<Turn>(
  db: Queries,
  { id, owner, turnSchema }: Asked<Turn>,
): Promise<StoredThread<Turn> | null> {
  const rows = await selectTurns(db, id, owner).execute();
  const turns = rows.flatMap((row) => readTurn(row, turnSchema));
  return turns.length > 0 ? { id, owner, turns } : null;
}

/** A page of the conversation's turns, oldest first. */
export async function listTurns<Turn>(
  db: Queries,
  { id, owner, turnSchema, page }: Asked<Turn> & { readonly page: PageRequest },
): Promise<Page<Turn>> {
  const [place = "0"] = page.after === undefined ? [] : readCursor(page.after, 1);
  if (!positionPattern.test(place)) throw badCursor();
  const rows = await selectTurns(db, id, owner)
    .where("turns.position", ">", Number(place))
    // One more tells whether there is a page after this one.
    .limit(page.limit + 1)
    .execute();
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    items: shown.flatMap((row) => readTurn(row, turnSchema)),
    next: rows.length > page.limit && last ? writeCursor([String(last.position)]) : null,
  };
}

function selectTurns(db: Queries, id: string, owner: string) {
  return db
    .selectFrom("turns")
    .innerJoin("answers", (join) =>
      join.onRef("answers.owner", "=", "turns.owner").onRef("answers.id", "=", "turns.answer_id"),
    )
    .select(["turns.position", "turns.turn", "answers.answer"])
    .where("turns.owner", "=", owner)
    .where("turns.thread_id", "=", id)
    .orderBy("turns.position");
}

/** The turn, or nothing where another version wrote it: the conversation goes on without it. */
function readTurn<Turn>(
  { turn, answer }: { readonly turn: string; readonly answer: string },
  turnSchema: z.ZodType<Turn>,
): readonly Turn[] {
  const parsed = turnSchema.safeParse({ ...(JSON.parse(turn) as object), answer: JSON.parse(answer) as unknown });
  return parsed.success ? [parsed.data] : [];
}
