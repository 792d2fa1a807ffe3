import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { isAppError } from "#core";

import { endless, isRunning, numbers, prepareIsolatedEngines, short, until } from "./isolated-fixture.ts";

const { results, open } = prepareIsolatedEngines();

/** Work for a good part of a second. */
const larger = `SELECT sum(a.x * b.x) FROM ${numbers("a")} CROSS JOIN UNNEST(sequence(1, 2000)) AS b(x)`;
const largerAnswer = [[50_005_000 * 2_001_000]];

describe("when a process dies", () => {
  test("in the middle of a query, the query starts again elsewhere and is answered", async () => {
    const engine = await open();
    const answer = engine.ask(larger);
    for (const { lane, pid } of engine.started) if (lane === "quick") process.kill(pid, "SIGKILL");
    expect((await answer).rows).toEqual(largerAnswer);
    expect((await engine.ask(short)).rows).toEqual([[200]]);
  });

  test("a second time, the query fails, and the next one works", async () => {
    const engine = await open({
      quickMs: 50,
      onProcess: (lane, pid = 0) => {
        if (lane === "slow") setTimeout(() => process.kill(pid, "SIGKILL"), 0);
      },
    });
    const failure = await engine.ask(endless).catch((error: unknown) => error);
    expect(isAppError(failure) && [failure.code, failure.hint]).toEqual([
      "SQL_FAILED",
      "Try once more; if it happens again, write the query in smaller steps.",
    ]);
    expect((await engine.ask(short)).rows).toEqual([[200]]);
  });

  test("idle, the next query does not notice", async () => {
    const engine = await open();
    for (const { pid } of engine.started) process.kill(pid, "SIGKILL");
    await until(() => engine.started.every(({ pid }) => !isRunning(pid)));
    expect((await engine.ask(short)).rows).toEqual([[200]]);
  });
});

describe("the processes end", () => {
  test("when the engine is closed, queries under way or not", async () => {
    const engine = await open({ quickMs: 50 });
    const running = engine.code(endless);
    await engine.ask(short, "bob");
    await engine.close();
    expect(await running).toBe("TURN_ABORTED");
    expect(engine.started.filter(({ pid }) => isRunning(pid))).toEqual([]);
    expect(await engine.code(short)).toBe("TURN_ABORTED");
  });

  test("when their parent is killed in the middle of a query, or forgot to close and has nothing left to do", async () => {
    const parents = [
      `engine.runQuery({ sql: ${JSON.stringify(endless)}, role: "analyst" }).catch(() => {});
       setTimeout(() => process.kill(process.pid, "SIGKILL"), 300);`,
      `await engine.runQuery({ sql: ${JSON.stringify(short)}, role: "analyst" });`,
    ];
    const pids = (await Promise.all(parents.map(runParent))).flat();
    expect(pids.length).toBe(6);
    await until(() => pids.every((pid) => !isRunning(pid)));
  });

  /** Runs a parent of its own over an open engine, to its end; the ids of its query processes. */
  async function runParent(body: string): Promise<number[]> {
    const root = fileURLToPath(new URL("../..", import.meta.url));
    const script = `
      import { createIdSource, createSystemClock } from "#core";
      import { domainDirectory, loadDomain } from "#knowledge";
      import { createIsolatedRunQuery } from "#sql";
      const engine = await createIsolatedRunQuery({
        databasePath: ${JSON.stringify(results().databasePath)}, domain: await loadDomain(domainDirectory("engagement")),
        memoryMb: 512, timeoutMs: 20_000, maxRows: 10, quickMs: 10_000, clock: createSystemClock(), ids: createIdSource(),
        onProcess: (lane, pid) => console.log(pid),
      });
      ${body}`;
    const parent = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    parent.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await once(parent, "close");
    return output.trim().split("\n").map(Number);
  }
});
