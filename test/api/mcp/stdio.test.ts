import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createSystemClock } from "#core";

import { buildLiveRun } from "../../support/build-live-run.ts";
import { connect, generations } from "../../support/mcp-clients.ts";
import { openTestStore } from "../../store/store-fixture.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
/** As docs/mcp.md says it, from wherever the client stands. */
const npmArgs = ["--prefix", root, "run", "--silent", "reckoner", "--", "mcp"];
/** Many minutes of work for the engine, in little memory. */
const slowSql =
  "SELECT sum(sqrt(churn_risk_score * x + y * z)) AS n FROM final_results CROSS JOIN UNNEST(sequence(1, 1000)) AS t(x) CROSS JOIN UNNEST(sequence(1, 1000)) AS u(y) CROSS JOIN UNNEST(sequence(1, 1000)) AS v(z)";

let directory: string;
let env: Record<string, string>;

beforeAll(async () => {
  const { dataDirectory } = await buildLiveRun();
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-mcp-"));
  await cp(dataDirectory, directory, { recursive: true });
  env = {
    PATH: process.env["PATH"] ?? "",
    HOME: directory,
    RECKONER_DATA_DIR: directory,
    RECKONER_ENV_FILE: "none",
  };
}, 120_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

describe.each(generations)("a client of the %s protocol over a process of its own", (generation) => {
  it("calls a tool, reads a page, asks with progress, and stops a query", { timeout: 90_000 }, async () => {
    const args = ["--import", "tsx", "api/cli/main.ts", "mcp"];
    const client = await connect(generation, { command: process.execPath, args, env, cwd: root });
    expect((await client.tools()).length).toBe(8);
    const sql = "SELECT 1 AS one FROM final_results LIMIT 1";
    expect(await client.call("query_athena", { sql, purpose: "x" })).toMatchObject({ structured: { rows: [[1]] } });
    expect(await client.read("reckoner://dictionary")).toMatch(/^# /);
    const steps: string[] = [];
    const asked = await client.call(
      "ask",
      { question: "How many customers are there by account type?", fresh: true },
      { onprogress: ({ message = "" }) => steps.push(message) },
    );
    expect(asked).toMatchObject({ isError: false, structured: { outcome: "answered" } });
    expect(steps[0]).toBe("query_athena …");

    const stop = new AbortController();
    const slow = client.call("query_athena", { sql: slowSql, purpose: "x" }, { signal: stop.signal });
    const wasStopped = slow.then(
      () => "answered",
      () => "stopped",
    );
    // Answered while the slow one, which was sent before it, is at work.
    expect(await client.call("query_athena", { sql, purpose: "x" })).toMatchObject({ isError: false });
    stop.abort();
    expect(await wasStopped).toBe("stopped");
    await expect.poll(outcomes, { timeout: 20_000 }).toContain("TURN_ABORTED");
    await client.close();
  });
});

it(
  "writes nothing but the protocol to standard output, and ends well with its input",
  { timeout: 90_000 },
  async () => {
    const child = spawn("npm", [...npmArgs, "--role", "viewer"], {
      cwd: directory,
      env,
      stdio: ["pipe", "pipe", "pipe"],
    });
    let errors = "";
    child.stderr.on("data", (piece: Buffer) => (errors += piece.toString()));
    const lines: string[] = [];
    const reader = createInterface({ input: child.stdout });
    reader.on("line", (line) => lines.push(line));
    const send = async (message: Readonly<Record<string, unknown>>) => {
      child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
      if ("id" in message) await once(reader, "line");
    };
    const clientInfo = { name: "raw", version: "1" };
    await send({
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo },
    });
    await send({ method: "notifications/initialized" });
    const sql = "SELECT customer_id FROM final_results LIMIT 1";
    await send({ id: 2, method: "tools/call", params: { name: "query_athena", arguments: { sql, purpose: "x" } } });
    await send({ id: 3, method: "tools/call", params: { name: "query_athena", arguments: {} } });
    child.stdin.end();
    const [code] = (await once(child, "close")) as [number];
    const messages = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect({ code, errors, ids: messages.map(({ id }) => id) }).toEqual({ code: 0, errors: "", ids: [1, 2, 3] });
    expect(messages[1]).toMatchObject({ result: { isError: true, content: [{ text: /^PRIVACY_REFUSED: / }] } });
    expect(messages[2]).toMatchObject({ result: { isError: true, content: [{ text: /^TOOL_INPUT_INVALID: / }] } });
  },
);

/** What became of the calls so far, as the audit holds it. */
async function outcomes(): Promise<readonly string[]> {
  const store = await openTestStore({ kind: "sqlite", file: path.join(directory, "reckoner.db") }, createSystemClock());
  const records = await store.audit.read({ limit: 100, order: "newest" });
  await store.close();
  return records.map(({ entry }) => ("outcome" in entry ? entry.outcome : entry.kind));
}
