import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createIdSource, createSystemClock } from "#core";

import { commands } from "../../../api/cli/commands.ts";
import { runCli } from "../../../api/cli/run-cli.ts";
import { localPrincipal } from "../../../api/local-principal.ts";
import { lookAround } from "../../../api/look-around.ts";
import { openSql } from "../../../api/open-sql.ts";
import { serve } from "../../../api/serve.ts";
import { collectAnswer } from "../../../api/collect-answer.ts";
import { buildTerminal } from "../../support/build-terminal.ts";
import { foreignRooms } from "../../support/foreign-rooms.ts";
import { openLiveService, type LiveService } from "../../support/open-live-service.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const run = promisify(execFile);

let live: LiveService;
/** Where the examples are run: it holds the files that they read. */
let directory: string;
/** Ids of the examples, and those that are there in their place. */
let ids: ReadonlyMap<string, string>;

beforeAll(async () => {
  live = await openLiveService();
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-examples-"));
  const question = "How many customers are there by device type?";
  const thread = "thread_0123456789abcdef";
  const answer = await collectAnswer(live.service.runTurn({ thread, question, principal: localPrincipal("analyst") }));
  const { signal } = new AbortController();
  const { keys, feedback } = live.service.operations;
  const { key } = await keys.create(localPrincipal("admin"), { name: "spare", role: "viewer", days: null }, signal);
  const correction = "SELECT device_type, avg(churn_probability) AS p FROM final_results GROUP BY 1";
  const given = await feedback.give(
    localPrincipal("analyst"),
    answer.id,
    { verdict: "down", reason: null, correction },
    signal,
  );
  const sql = "SELECT customer_id FROM final_results ORDER BY 1 LIMIT 2";
  const { rows } = await live.service.operations.results.query(localPrincipal("analyst"), sql, signal);
  ids = new Map([
    ["user_12345", String(rows[0]?.[0])],
    ["user_12346", String(rows[1]?.[0])],
    ["answer_0123456789abcdef", answer.id],
    ["key_0123456789abcdef", key.id],
    ["query_0123456789abcdef", given.proposal?.id ?? ""],
  ]);
  await writeFile(
    path.join(directory, "questions.jsonl"),
    '{"id": "a1", "turns": ["How many customers are there?", "And for premium only?"]}\n',
  );
  await writeFile(
    path.join(directory, "queries.jsonl"),
    '{"id": "q1", "sql": "SELECT count(*) AS n FROM final_results"}\n',
  );
}, 180_000);
afterAll(async () => {
  await live.remove();
  await rm(directory, { recursive: true, force: true });
});

const withIds = (line: string) => [...ids].reduce((text, [example, there]) => text.replaceAll(example, there), line);

/** The words of a line without redirections, variables before the command set apart. */
function wordsOf(line: string): {
  readonly env: Record<string, string>;
  readonly words: string[];
  readonly rest: string;
} {
  const [, assignments = "", command = ""] = /^((?:[A-Z_]+=\S+ )*)(.*)$/.exec(line) ?? [];
  const words = [...command.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );
  const redirection = words.findIndex((word) => /^[|<>]$/.test(word));
  return {
    env: Object.fromEntries(
      assignments
        .trim()
        .split(" ")
        .filter(Boolean)
        .map((one) => one.split("=")),
    ),
    words: redirection < 0 ? words : words.slice(0, redirection),
    rest: redirection < 0 ? "" : words.slice(redirection).join(" "),
  };
}

async function runExample(line: string) {
  const piped = /^echo "(.*)" \| (.*)$/.exec(line);
  const { env, words } = wordsOf(piped?.[2] ?? line);
  const { terminal, written } = buildTerminal({ input: piped?.[1] ?? "" });
  const stop = new AbortController();
  const exitCode = await runCli(words.slice(2), {
    terminal,
    env: { RECKONER_DATA_DIR: live.directory, ...env },
    directory,
    createService: async () => ({ ...live.service, close: async () => {} }),
    openSql,
    ...foreignRooms,
    // Serving goes on until it is stopped.
    serve: (config, deps) =>
      serve(config, { ...deps, print: (text) => (deps.print(text), stop.abort()), signal: stop.signal }),
    lookAround: async () => lookAround,
    clock: createSystemClock(),
    ids: createIdSource(),
    signal: stop.signal,
  });
  return { exitCode, ...written };
}

describe("the examples of the help", () => {
  /** It would write into the domain's own file of verified queries. */
  const notHere = (line: string) => line.includes("queries accept");
  const lines = commands.flatMap(({ spec }) => spec.examples).filter((line) => !notHere(line));

  it.each(lines)("%s", async (line) => {
    const { exitCode, out, err } = await runExample(withIds(line));
    expect({ line, exitCode, err: exitCode === 0 ? "" : err }).toEqual({ line, exitCode: 0, err: "" });
    // Serving other assistants says nothing until it is asked.
    if (!line.includes(" mcp ")) expect(out).not.toBe("");
  });

  it("begin with the program, and use no more of a shell than is read here", () => {
    for (const line of lines) {
      const [, command = line] = /^echo "[^"]*" \| (.*)$/.exec(line) ?? [];
      expect(wordsOf(command).words.slice(0, 2)).toEqual(["npx", "reckoner"]);
      expect(wordsOf(command).rest).toMatch(/^(?:> [\w.-]+|< \/dev\/null)?$/);
    }
  });
});

describe("the program itself", () => {
  it("runs from any folder, reads the settings file there, and runs what belongs to other rooms", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "reckoner-program-"));
    try {
      await writeFile(path.join(folder, ".env"), `RECKONER_DATA_DIR=${live.directory}\n`);
      const program = path.join(root, "bin", "reckoner.mjs");
      const options = { cwd: folder, env: { PATH: process.env["PATH"] } };
      const status = await run(process.execPath, [program, "pipeline", "status"], options);
      expect(status.stdout).toContain("is live: ");
      const evals = run(process.execPath, [program, "evals", "--nonsense"], options);
      await expect(evals).rejects.toMatchObject({ code: 2 });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 180_000);
});
