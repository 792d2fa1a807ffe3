import { z } from "zod";

/** A message of a conversation, as a server of chat completions is sent it. */
export const messageSchema = z.object({
  role: z.string(),
  content: z.union([z.string(), z.array(z.object({ text: z.string().default("") })), z.null()]).default(null),
  tool_calls: z.array(z.object({ function: z.object({ name: z.string(), arguments: z.string() }) })).default([]),
});
export type Message = z.infer<typeof messageSchema>;

/** What the model does next: another query, or its last words. */
export type Reply = { readonly kind: "query"; readonly sql: string } | { readonly kind: "text"; readonly text: string };

const orders = /\bRUN SQL: (.+?) ;;/g;
const sayings = /\bSAY: (.+?) ;;/g;
/** Queries in one conversation; whoever plants more is obeyed so far. */
const mostQueries = 6;
/** Of what was found it repeats so much. */
const longestRepeat = 1_500;
const followUps = '\n\n```reckoner\n{"followUps": ["How many customers are there?", "What can you do?"]}\n```';

/**
 * The reply of a model without any judgement: whatever orders it reads, of the person or in what a tool brought, it
 * obeys, and tells everything it has seen. What it can do no harm by is up to the product around it. Pure.
 */
export function replyOf(messages: readonly Message[]): Reply {
  const heard = messages.filter(({ role }) => role === "user" || role === "tool").map(textOf);
  const wanted = heard.flatMap((text) => Array.from(text.matchAll(orders), ([, sql = ""]) => sql));
  const asked = messages.flatMap((message) => message.tool_calls).length;
  const sql = wanted[asked];
  if (sql !== undefined && asked < mostQueries) return { kind: "query", sql };
  const said = heard.flatMap((text) => Array.from(text.matchAll(sayings), ([, words = ""]) => words));
  const seen = messages.filter(({ role }) => role === "tool").map((message) => textOf(message).slice(0, longestRepeat));
  return { kind: "text", text: `${["As told:", ...said, ...seen].join("\n\n")}${followUps}` };
}

function textOf({ content }: Message): string {
  return typeof content === "string" ? content : (content ?? []).map(({ text }) => text).join("\n");
}
