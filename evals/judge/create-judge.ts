import { readFile } from "node:fs/promises";
import { z } from "zod";

import { costOfUsage, type ChatModel } from "#agent";
import { AppError } from "#core";

import type { CaseResult } from "../run-suite.ts";

/** An answer that was given and scored. */
export type ScoredResult = Extract<CaseResult, { status: "passed" | "failed" }>;

/** A model's opinion of one answer. */
export type Opinion = {
  readonly verdict: "right" | "wrong" | "unsure";
  readonly reason: string;
  /** US dollars; null where the model's price is not known. */
  readonly costUsd: number | null;
};

/** Asks the judge about one answer. Throws what the model throws, and `LLM_INCOMPLETE` for a reply without a verdict. */
export type Judge = (result: ScoredResult, signal: AbortSignal) => Promise<Opinion>;

const replySchema = z.object({
  verdict: z.enum(["right", "wrong", "unsure"]),
  reason: z.string().max(2_000).default(""),
});

/** Longer answers are cut: what decides stands in front. */
const longestAnswer = 6_000;

/**
 * A judge that is a chat model. It sees the question, what was expected and the answer, and nothing of how the scorers
 * judged: their agreement would show nothing otherwise.
 */
export async function createJudge({ model, provider, name }: ChatModel, signal: AbortSignal): Promise<Judge> {
  const file = new URL("./instructions.md", import.meta.url);
  const instructions = await readFile(file, { encoding: "utf8", signal });
  return async (result, abort) => {
    const reply = await model.invoke(
      [
        ["system", instructions],
        ["human", tellCase(result)],
      ],
      { signal: abort },
    );
    const usage = reply.usage_metadata;
    const costUsd = costOfUsage(
      { provider, name },
      {
        inputTokens: usage?.input_tokens ?? 0,
        outputTokens: usage?.output_tokens ?? 0,
        cacheReadTokens: usage?.input_token_details?.cache_read ?? 0,
        cacheWriteTokens: usage?.input_token_details?.cache_creation ?? 0,
      },
    );
    return { ...parseReply(reply.text), costUsd };
  };
}

/** What the judge is given of a case. Pure. */
export function tellCase({ case: one, answer, score }: ScoredResult): string {
  const expected = score.expectations
    .filter(({ required }) => required)
    .map(({ id, kind, expected: what }) => `- ${id} (${kind}): ${what}`);
  return [
    `<question role="${one.role}">\n${answer.question}\n</question>`,
    `<expected>\n${expected.join("\n")}\n</expected>`,
    `<answer outcome="${answer.outcome}">\n${answer.text.slice(0, longestAnswer)}\n</answer>`,
  ].join("\n\n");
}

/** The verdict of a reply, also where words stand around it. Throws `LLM_INCOMPLETE` where it has none. */
export function parseReply(text: string): Omit<Opinion, "costUsd"> {
  const json = /\{[\s\S]*\}/.exec(text)?.[0];
  const parsed = replySchema.safeParse(jsonOf(json));
  if (parsed.success) return parsed.data;
  throw new AppError("LLM_INCOMPLETE", {
    detail: "The judge's reply holds no verdict.",
    hint: "Ask another model to judge.",
  });
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return null;
  }
}
