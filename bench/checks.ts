import { readFile, readdir } from "node:fs/promises";
import { z } from "zod";

import { createRandom } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import type { Evidence } from "#tools";

import { evidenceSchema } from "../agent/answer.ts";
import {
  checkCausalWording,
  checkText,
  createEvidenceIndex,
  createSentenceGate,
  markUntraced,
  type EvidenceIndexInput,
} from "../agent/checks/index.ts";

/**
 * Measures the checks, in milliseconds of processor time (other work on the machine counts less than by a clock):
 * piece by piece over a 300-word answer against 10 tables of 200 rows and 10 columns, and all of a turn's checks
 * (index, gate, finish) over that and over the recorded turns of the tests: `npm run bench -- checks`.
 */
const rounds = 200;
const random = createRandom(7);
const domain = await loadDomain(domainDirectory("engagement"));

function randomEvidence(id: string): Evidence {
  const numbers = Array.from({ length: 8 }, (_, column) => ({
    name: `value_${column}`,
    type: column < 2 ? "bigint" : "double",
  }));
  return {
    id,
    tool: "query_athena",
    title: `Table ${id}`,
    input: {},
    sql: "SELECT segment, count(*) AS n FROM final_results WHERE days_since_last_login >= 14 GROUP BY segment LIMIT 200",
    queryId: null,
    columns: [{ name: "customer", type: "varchar" }, { name: "segment", type: "varchar" }, ...numbers],
    rows: Array.from({ length: 200 }, (_, row) => [
      `user_${10_000 + random.integer(90_000)}`,
      `${row} to ${row + 1}`,
      ...numbers.map(({ type }) => (type === "bigint" ? random.integer(100_000) : random.normal())),
    ]),
    rowCount: 200,
    truncated: false,
    scannedBytes: 0,
    elapsedMs: 0,
    more: {},
    notices: [],
    verified: null,
  };
}

const evidence = Array.from({ length: 10 }, (_, position) => randomEvidence(`e${position + 1}`));
const input = {
  evidence,
  question: "Which segments differ most?",
  earlierQuestions: [],
  domain,
  dataset: { runId: "run-1", snapshotDate: "2026-11-01", modelVersions: {} },
};

/** About 300 words, 60 numerals: half of the evidence, a quarter derived, a quarter of nowhere. */
function randomAnswer(): string {
  const sentences: string[] = [];
  for (let position = 0; position < 15; position++) {
    const { rows } = evidence[random.integer(10)]!;
    const [left, right] = [Number(rows[random.integer(100)]![5]), Number(rows[random.integer(100)]![6])];
    const gap = Math.abs(left - right).toFixed(3);
    sentences.push(
      `In this segment the mean value is ${left.toFixed(3)} and in the other it is ${right.toFixed(3)}, a difference of ${gap} points, while ${(random.uniform() * 100).toFixed(2)} % of customers stay.`,
    );
    if (position % 4 === 3) sentences.push("\n\n");
  }
  return sentences.join(" ");
}

const answers = Array.from({ length: rounds }, randomAnswer);

report("createEvidenceIndex", rounds, () => void createEvidenceIndex(input).findNumbers(0, 1));
const index = createEvidenceIndex(input);
// A copy of the index each time: over the same one, what was checked before is not read again.
report("checkText", rounds, (round) => void checkText(answers[round]!, { ...index }));
report("checkCausalWording", rounds, (round) => void checkCausalWording(answers[round]!));
report("sentence gate, word by word", rounds, (round) => pushThrough(answers[round]!, { ...index }));
report("all of a turn's checks, 10 large tables", rounds, (round) => checkTurn(answers[round]!, input));
const recorded = await readRecorded();
report("all of a turn's checks, recorded turns", recorded.length * 10, (round) => {
  const { text, ...turn } = recorded[round % recorded.length]!;
  checkTurn(text, turn);
});

function pushThrough(text: string, index: ReturnType<typeof createEvidenceIndex>): void {
  const gate = createSentenceGate({ index, onText: () => {}, rewrite: (passage) => checkCausalWording(passage).text });
  for (const word of text.split(/(?<= )/)) gate.push(word);
  gate.finish();
}

/** What a turn does: an index that takes in call after call, the gate, the check of the whole and that of the marked. */
function checkTurn(text: string, turn: EvidenceIndexInput): void {
  const index = createEvidenceIndex({ ...turn, evidence: [] });
  for (const one of turn.evidence) index.add(one);
  pushThrough(text, index);
  checkText(markUntraced(text, checkText(text, index).untraced), index);
}

async function readRecorded(): Promise<(EvidenceIndexInput & { readonly text: string })[]> {
  const folder = new URL("../test/fixtures/checks/turns/", import.meta.url);
  const schema = z.object({
    question: z.string(),
    dataset: z.object({ runId: z.string(), snapshotDate: z.string(), modelVersions: z.record(z.string(), z.string()) }),
    evidence: z.array(evidenceSchema),
    text: z.string(),
  });
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  const files = await Promise.all(names.map((name) => readFile(new URL(name, folder), "utf8")));
  return files.map((file) => ({ ...schema.parse(JSON.parse(file)), earlierQuestions: [], domain }));
}

function report(name: string, times: number, work: (round: number) => void): void {
  const all = Array.from({ length: times }, (_, round) => {
    // The least of five runs: what the work takes without the machine's other work.
    const runs = Array.from({ length: 5 }, () => {
      const before = process.cpuUsage();
      work(round);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    });
    return Math.min(...runs);
  }).sort((left, right) => left - right);
  const at = (share: number) => all[Math.ceil(share * times) - 1]!.toFixed(2);
  console.log(`${name}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`);
}
