import { z } from "zod";

import { answerSchema, evidenceSchema, type Answer } from "#agent";

/** What `ask` gives beside its text: the answer with what it rests on, without the rows. */
export const structuredAnswerSchema = answerSchema
  .pick({
    id: true,
    thread: true,
    outcome: true,
    text: true,
    claims: true,
    caveats: true,
    followUps: true,
    verification: true,
    dataset: true,
    model: true,
    usage: true,
    cached: true,
  })
  .extend({
    /** The tool calls that the answer cites as `[e1]`; `query_athena` with the SQL of one gives its rows. */
    evidence: z.array(
      evidenceSchema.pick({ id: true, tool: true, title: true, sql: true, rowCount: true, truncated: true }),
    ),
  });

type StructuredAnswer = z.infer<typeof structuredAnswerSchema>;

/** The parts of an answer that go out. */
export function structuredAnswer(answer: Answer): StructuredAnswer {
  const { id, thread, outcome, text, claims, caveats, followUps, verification, dataset, model, usage, cached } = answer;
  const evidence = answer.evidence.map(({ id: call, tool, title, sql, rowCount, truncated }) => ({
    id: call,
    tool,
    title,
    sql,
    rowCount,
    truncated,
  }));
  return {
    id,
    thread,
    outcome,
    text,
    claims,
    caveats,
    followUps,
    verification,
    dataset,
    model,
    usage,
    cached,
    evidence,
  };
}

/** The answer as another assistant's model reads it: text, caveats, what may be asked next, and the conversation. */
export function answerText({ text, caveats, followUps, thread, verification, dataset }: Answer): string {
  const checked = `${verification.numbers} numbers checked, ${verification.untraced} of them untraced; data of ${dataset.snapshotDate}, run ${dataset.runId}.`;
  return [
    text,
    ...caveats.map((caveat) => `Note: ${caveat.text}`),
    ...(followUps.length > 0 ? [`May be asked next:\n${followUps.map((question) => `- ${question}`).join("\n")}`] : []),
    `(${checked} To go on, ask with thread ${thread}.)`,
  ].join("\n\n");
}
