import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { createSequentialIdSource, createSystemClock } from "#core";
import type { Domain } from "#knowledge";
import { createDuckDbRunQuery, type RunQuery } from "#sql";

import { tellerOf } from "../../../agent/offline/analyses/index.ts";
import type { Call, Found, Telling } from "../../../agent/offline/analyses/teller.ts";
import { createLexicon, type Lexicon } from "../../../agent/offline/reading/lexicon.ts";
import { understand } from "../../../agent/offline/reading/understand.ts";
import { createTinyServeDatabase } from "../../support/tiny-serve-database.ts";

/** An analyst over a domain's tiny tables: reads a question, runs its queries through the guard, tells the answer. */
export type TinyAnalyst = {
  readonly lexicon: Lexicon;
  readonly runQuery: RunQuery;
  /** The text of the answer and the SQL behind it; throws where the question is not read as an analysis. */
  readonly answer: (
    question: string,
  ) => Promise<{ readonly text: string; readonly sql: readonly string[]; readonly followUps: readonly string[] }>;
  readonly close: () => Promise<void>;
};

export async function openTinyAnalyst(domain: Domain): Promise<TinyAnalyst> {
  const directory = await mkdtemp(path.join(tmpdir(), "reckoner-offline-"));
  const databasePath = await createTinyServeDatabase(directory, { domain });
  const engine = await createDuckDbRunQuery({
    databasePath,
    domain,
    memoryMb: 256,
    timeoutMs: 5_000,
    maxRows: 1_000,
    clock: createSystemClock(),
    ids: createSequentialIdSource(),
  });
  const lexicon = createLexicon(domain);
  const telling: Telling = { domain, snapshotDate: "2026-01-31" };
  return {
    lexicon,
    runQuery: engine.runQuery,
    answer: async (question) => {
      const { reading } = understand(question, lexicon, null);
      if (reading.kind !== "analysis") throw new Error(`${question}: ${JSON.stringify(reading)}`);
      const teller = tellerOf(reading.analysis);
      const found: Found[] = [];
      for (;;) {
        const calls = teller.calls(reading.analysis, telling, found);
        if (calls.length === 0) break;
        for (const call of calls) found.push(await lookUp(engine.runQuery, call, found.length));
      }
      const { text, followUps } = teller.tell(reading.analysis, telling, found);
      return {
        text,
        followUps,
        sql: found.map(({ call }) => String(call.args["sql"])),
      };
    },
    close: async () => {
      await engine.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function lookUp(runQuery: RunQuery, call: Call, place: number): Promise<Found> {
  if (call.name !== "query_athena") throw new Error(`${call.name} needs more than the tables`);
  const result = await runQuery({ sql: String(call.args["sql"]), role: "analyst" });
  return {
    id: `e${place + 1}`,
    call,
    error: null,
    evidence: {
      tool: "query_athena",
      title: String(call.args["purpose"]),
      input: call.args,
      sql: result.sql,
      columns: result.columns,
      rows: result.rows,
      rowCount: result.rowCount,
      truncated: result.truncated,
      more: {},
      scannedBytes: result.scannedBytes,
      elapsedMs: result.elapsedMs,
      queryId: result.queryId,
      notices: result.notices,
      verified: null,
    },
  };
}
