import { readFile } from "node:fs/promises";

import { z } from "zod";

import { startTrinoServer, type TrinoServer } from "./trino-server.ts";

const exchange = z.object({ method: z.string(), path: z.string(), status: z.number(), body: z.unknown() });

/** Every request and answer of one statement, in the order in which they were made. */
const conversation = z.object({ sql: z.string(), exchanges: z.array(exchange) });

const recording = z.object({ engine: z.string(), conversations: z.array(conversation) });

export type TrinoConversation = z.infer<typeof conversation>;

/** Stands in a recording for scheme, host and port of the server. */
export const recordedOrigin = "{origin}";

/** Where the conversations of all tests are kept. */
export const recordingUrl = new URL("../fixtures/trino-protocol/recording.json", import.meta.url);

/** A Trino for tests: the one that RECKONER_TEST_TRINO_URL names, filled as the fixtures' README tells, or its recording. */
export async function openTestTrino(): Promise<TrinoServer & { readonly isLive: boolean }> {
  const url = process.env["RECKONER_TEST_TRINO_URL"];
  if (url !== undefined && url !== "") return { baseUrl: url, requests: [], close: async () => {}, isLive: true };
  return { ...(await replayTrino()), isLive: false };
}

/** Serves what was recorded: a statement that was recorded several times is answered in turns, its last for good. */
async function replayTrino(): Promise<TrinoServer> {
  const { conversations } = recording.parse(JSON.parse(await readFile(recordingUrl, "utf8")));
  const asked = new Map<string, number>();
  const server = await startTrinoServer(({ method, path, body }) => {
    const found = method === "POST" ? begin(body) : find(method, path);
    if (found === undefined && method === "DELETE") return { status: 204, text: "" };
    if (found === undefined) return { status: 404, text: `not recorded, record again: ${method} ${path} ${body}` };
    const text = typeof found.body === "string" ? found.body : JSON.stringify(found.body);
    return { status: found.status, text: text.replaceAll(recordedOrigin, server.baseUrl) };
  });
  const begin = (sql: string) => {
    const matching = conversations.filter((one) => one.sql === sql);
    const turn = asked.get(sql) ?? 0;
    asked.set(sql, turn + 1);
    return matching[Math.min(turn, matching.length - 1)]?.exchanges[0];
  };
  const find = (method: string, path: string) =>
    conversations.flatMap(({ exchanges }) => exchanges).find((one) => one.method === method && one.path === path);
  return server;
}
