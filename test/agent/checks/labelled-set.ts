import { readFile } from "node:fs/promises";
import { z } from "zod";

import { domainDirectory, loadDomain } from "#knowledge";

import { evidenceSchema } from "../../../agent/answer.ts";
import {
  checkCausalWording,
  checkExplanation,
  checkText,
  createEvidenceIndex,
  type EvidenceIndex,
  type EvidenceIndexInput,
} from "../../../agent/checks/index.ts";
import { checkPersonalData } from "#tools";

const sentenceSchema = z.strictObject({
  /** The recorded turn that it tells of. */
  turn: z.string(),
  kind: z.string(),
  text: z.string(),
  /** What is wrong in it, as written; empty where everything is right. */
  wrong: z.array(z.string()),
});
export type LabelledSentence = z.infer<typeof sentenceSchema>;

const turnSchema = z.object({
  question: z.string(),
  earlierQuestions: z.array(z.string()),
  dataset: z.object({ runId: z.string(), snapshotDate: z.string(), modelVersions: z.record(z.string(), z.string()) }),
  evidence: z.array(evidenceSchema),
  /** The offline analyst's own answer. */
  text: z.string(),
});

/** A recorded turn: what the tools found, and how the offline analyst told it. */
export type RecordedTurn = {
  readonly input: EvidenceIndexInput;
  readonly index: EvidenceIndex;
  readonly text: string;
};

const fixtures = new URL("../../fixtures/checks/", import.meta.url);

/** One half of the labelled sentences: the checks are improved on `develop` only and measured on both. */
export async function readSentences(half: "develop" | "held-out"): Promise<LabelledSentence[]> {
  const lines = await readLines(new URL(`${half}.jsonl`, fixtures));
  return lines.map((line) => sentenceSchema.parse(JSON.parse(line)));
}

/** The recorded turns by name. */
export async function readTurns(): Promise<ReadonlyMap<string, RecordedTurn>> {
  const domain = await loadDomain(domainDirectory("engagement"));
  const questions = await readLines(new URL("turns/questions.jsonl", fixtures));
  const names = questions.map((line) => z.object({ id: z.string() }).parse(JSON.parse(line)).id);
  const turns = await Promise.all(
    names.map(async (name): Promise<[string, RecordedTurn]> => {
      const file = await readFile(new URL(`turns/${name}.json`, fixtures), "utf8");
      const { text, ...turn } = turnSchema.parse(JSON.parse(file));
      const input = { ...turn, domain };
      return [name, { input, index: createEvidenceIndex(input), text }];
    }),
  );
  return new Map(turns);
}

async function readLines(url: URL): Promise<string[]> {
  return (await readFile(url, "utf8")).split("\n").filter((line) => line !== "");
}

/** What the checks say of one labelled sentence. */
export type Outcome = LabelledSentence & {
  /** right: nothing flagged, rightly; caught: a planted fault flagged; missed: none; alarm: what is right flagged. */
  readonly outcome: "right" | "caught" | "missed" | "alarm";
  readonly flags: readonly string[];
};

type Flag = { readonly start: number; readonly end: number; readonly what: string };

/** Runs every check on a sentence, as a turn would for an analyst, and compares with its label. */
export function judge(sentence: LabelledSentence, { input, index }: RecordedTurn): Outcome {
  const flags = flagsOf(sentence.text, input, index);
  const planted = plantedSpans(sentence);
  const isPlanted = (flag: Flag) => planted.some((span) => flag.start < span.end && flag.end > span.start);
  const caught = flags.some(isPlanted);
  const stray = flags.some((flag) => !isPlanted(flag));
  const outcome = stray ? "alarm" : sentence.wrong.length === 0 ? "right" : caught ? "caught" : "missed";
  return { ...sentence, outcome, flags: flags.map((flag) => flag.what) };
}

function flagsOf(text: string, input: EvidenceIndexInput, index: EvidenceIndex): Flag[] {
  const { untraced } = checkText(text, index);
  const whole = { start: 0, end: text.length };
  return [
    ...untraced.map((claim) => ({
      start: claim.start,
      end: claim.start + claim.text.length,
      what: `${claim.text}: ${claim.how}`,
    })),
    // These two speak of a sentence as a whole; with nothing planted they are stray all the same.
    ...checkExplanation(text, input.evidence).map((problem) => ({ ...whole, what: problem.detail })),
    ...checkCausalWording(text).notes.map((note) => ({ ...whole, what: note })),
    ...checkPersonalData(text, { role: "analyst", idPattern: input.domain.entity.pattern }).map((finding) => ({
      start: finding.start,
      end: finding.end,
      what: finding.kind,
    })),
  ];
}

/** Where the planted faults stand; one that stands twice is planted in both places. */
function plantedSpans({ text, wrong }: LabelledSentence): { readonly start: number; readonly end: number }[] {
  return wrong.flatMap((part) => {
    const spans = [];
    for (let start = text.indexOf(part); start >= 0; start = text.indexOf(part, start + 1))
      spans.push({ start, end: start + part.length });
    return spans;
  });
}
