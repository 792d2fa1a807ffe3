import { readFile } from "node:fs/promises";
import { z } from "zod";

import { domainDirectory, loadDomain } from "#knowledge";
import type { Evidence } from "#tools";

import { evidenceSchema } from "../../../agent/answer.ts";
import { createEvidenceIndex, type EvidenceIndexInput } from "../../../agent/checks/index.ts";

const setSchema = z.object({
  question: z.string(),
  earlierQuestions: z.array(z.string()),
  dataset: z.object({ runId: z.string(), snapshotDate: z.string(), modelVersions: z.record(z.string(), z.string()) }),
  evidence: z.array(evidenceSchema),
});

/** A fixture of the checks, parsed. */
export async function readFixture<T>(name: string, schema: z.ZodType<T>): Promise<T> {
  const url = new URL(`../../fixtures/checks/${name}.json`, import.meta.url);
  return schema.parse(JSON.parse(await readFile(url, "utf8")));
}

/** The turn that the labelled sentences are about: ten pieces of evidence, two questions, a run. */
export async function loadTurn(): Promise<EvidenceIndexInput> {
  const [domain, set] = await Promise.all([
    loadDomain(domainDirectory("engagement")),
    readFixture("evidence", setSchema),
  ]);
  return { ...set, domain };
}

/** An index over the turn of the labelled sentences. */
export async function loadIndex() {
  return createEvidenceIndex(await loadTurn());
}

/** Evidence of one column of numbers. */
export function evidenceOf(id: string, values: readonly number[], column = "value"): Evidence {
  return {
    id,
    tool: "query_athena",
    title: "Values",
    input: {},
    sql: null,
    queryId: null,
    columns: [{ name: column, type: "double" }],
    rows: values.map((value) => [value]),
    rowCount: values.length,
    truncated: false,
    scannedBytes: 0,
    elapsedMs: 0,
    more: {},
    notices: [],
    verified: null,
  };
}
