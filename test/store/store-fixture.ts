import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import pg from "pg";

import { createIdSource, type Clock, type StoreLocation } from "#core";
import { openStore, type Store } from "#store";

import { answerSchema, type Answer } from "../../agent/answer.ts";
import { threadTurnSchema, type ThreadTurn } from "../../agent/thread.ts";
import { buildAnswer } from "../support/build-answer.ts";

/** A place for a store that nothing else uses, and how it is removed. */
export type Place = { readonly location: StoreLocation; readonly remove: () => Promise<void> };

async function sqlitePlace(): Promise<Place> {
  const directory = await mkdtemp(path.join(tmpdir(), "reckoner-store-"));
  return {
    location: { kind: "sqlite", file: path.join(directory, "data", "reckoner.db") },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** A schema of its own in the database that RECKONER_TEST_POSTGRES_URL names. */
async function postgresPlace(serverUrl: string): Promise<Place> {
  const schema = `store_${randomUUID().replaceAll("-", "")}`;
  const run = async (text: string) => {
    const client = new pg.Client({ connectionString: serverUrl });
    await client.connect();
    await client.query(text);
    await client.end();
  };
  await run(`create schema ${schema}`);
  const url = new URL(serverUrl);
  url.searchParams.set("options", `-c search_path=${schema}`);
  return { location: { kind: "postgres", url: url.href }, remove: () => run(`drop schema ${schema} cascade`) };
}

const postgresUrl = process.env["RECKONER_TEST_POSTGRES_URL"];

/** The databases whose store can be opened again: SQLite, and PostgreSQL where a server is given. */
export const lastingPlaces: readonly (readonly [string, () => Promise<Place>])[] = [
  ["SQLite", sqlitePlace],
  ...(postgresUrl ? [["PostgreSQL", () => postgresPlace(postgresUrl)] as const] : []),
];

/** Every database that a store can stand on. */
export const places: typeof lastingPlaces = [
  ["memory", async () => ({ location: { kind: "memory" }, remove: async () => {} })],
  ...lastingPlaces,
];

/** A clock that stands until it is moved. */
export function createHandClock(start: string): Clock & { readonly forward: (ms: number) => void } {
  let at = new Date(start).getTime();
  return {
    now: () => new Date(at),
    monotonicMs: () => at,
    forward: (ms) => {
      at += ms;
    },
  };
}

export function openTestStore(location: StoreLocation, clock: Clock): Promise<Store<ThreadTurn, Answer>> {
  return openStore({
    location,
    retentionDays: 90,
    turnSchema: threadTurnSchema,
    answerSchema,
    clock,
    ids: createIdSource(),
  });
}

/** A turn whose answer has this id. */
export function buildTurn(answerId: string, changes: Partial<Answer> = {}): ThreadTurn {
  const answer = buildAnswer({ id: answerId, ...changes });
  return { question: answer.question, answer };
}
