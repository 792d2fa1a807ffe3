import { z } from "zod";

import { readJsonFile, writeFileAtomically } from "../run/atomic-file.ts";
import { messageSchema, type Message } from "./notice.ts";
import { toldSchema, type Told } from "./pick-alerts.ts";

const formatVersion = 1;

const outboxSchema = z.object({
  formatVersion: z.literal(formatVersion),
  /** What each target was told of and still lasts. */
  told: z.array(toldSchema),
  /** What has not been delivered yet, the oldest first. */
  waiting: z.array(messageSchema),
});

/** What is remembered of alerts between runs. */
export type Outbox = { readonly told: readonly Told[]; readonly waiting: readonly Message[] };

/** Reads a data directory's outbox; empty where there is none. Throws `RESULTS_DAMAGED`. */
export async function readOutbox(file: string, signal?: AbortSignal): Promise<Outbox> {
  return (await readJsonFile(file, outboxSchema, signal)) ?? { told: [], waiting: [] };
}

/** Writes the outbox, whole or not at all. */
export function writeOutbox(file: string, { told, waiting }: Outbox): Promise<void> {
  return writeFileAtomically(file, `${JSON.stringify({ formatVersion, told, waiting }, null, 2)}\n`);
}
