import { z } from "zod";

import { roles } from "#core";

import { answerSchema } from "./answer.ts";

export const threadTurnSchema = z.object({
  question: z.string(),
  answer: answerSchema,
  /** With whose rights it was answered; left out where it was not noted. */
  role: z.enum(roles).optional(),
});

/** One finished turn of a conversation. */
export type ThreadTurn = z.infer<typeof threadTurnSchema>;

/** A conversation and whose it is. */
export type Thread = { readonly id: string; readonly owner: string; readonly turns: readonly ThreadTurn[] };

/** Keeps conversations. Each belongs to one person; asking for another's gives null, as if there were none. */
export type ThreadStore = {
  load(id: string, owner: string, signal?: AbortSignal): Promise<Thread | null>;
  /** Adds a finished turn; begins the conversation with its first. */
  append(id: string, owner: string, turn: ThreadTurn, signal?: AbortSignal): Promise<void>;
};
