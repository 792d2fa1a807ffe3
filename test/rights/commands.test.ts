import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createIdSource, createSystemClock, roles, type Role } from "#core";

import { runCli } from "../../api/cli/run-cli.ts";
import { collectAnswer } from "../../api/collect-answer.ts";
import { localPrincipal } from "../../api/local-principal.ts";
import { openSql } from "../../api/open-sql.ts";
import { foreignRooms } from "../support/foreign-rooms.ts";
import { buildTerminal } from "../support/build-terminal.ts";
import { openLiveService, type LiveService } from "../support/open-live-service.ts";

const asking = "viewer analyst steward admin";
/** Each command with the roles that may; `THREAD`, `SPARE` and `ANSWER` stand for the person's own, `KEY` and `CUSTOMER` for one that is there. */
const table: readonly (readonly [command: readonly string[], allowed: string])[] = [
  [["ask", "How many customers are there by device type?"], asking],
  [["ask", "--replay", "ANSWER"], asking],
  [["sql", "SELECT count(*) AS n FROM final_results"], asking],
  [["threads", "list"], asking],
  [["threads", "search", "device"], asking],
  [["threads", "show", "THREAD"], asking],
  [["threads", "rename", "THREAD", "Mine"], asking],
  [["threads", "delete", "SPARE"], asking],
  [["feedback", "ANSWER", "up"], asking],
  [["feedback", "show", "ANSWER"], asking],
  [["feedback", "list"], "steward admin"],
  [["queries", "list"], "steward admin"],
  [["customer", "show", "CUSTOMER"], "analyst steward admin"],
  [["customer", "know", "user_999999"], "steward admin"],
  [["customer", "forget", "user_999999"], "admin"],
  [["customer", "withdraw", "user_999999"], "admin"],
  [["customer", "consent", "user_999999"], "admin"],
  [["model", "list"], asking],
  [["model", "show", "churn"], asking],
  [["keys", "create", "nightly", "--grants", "viewer"], "admin"],
  [["keys", "list"], "admin"],
  [["keys", "revoke", "KEY"], "admin"],
  [["audit", "list"], "admin auditor"],
  [["audit", "verify"], "admin auditor"],
  [["audit", "export"], "admin auditor"],
  // Serves whoever is at this machine; what each role may do over it is refused call by call (test/api/mcp).
  [["mcp"], "viewer analyst steward admin auditor"],
];

/** They do what their own account on this machine may do; no role has to do with it. */
const ofTheMachine = ["pipeline", "evals", "serve", "doctor", "init", "completion"];

let live: LiveService;
beforeAll(async () => {
  live = await openLiveService();
}, 120_000);
afterAll(() => live.remove());

async function run(args: readonly string[], role: Role) {
  const { terminal, written } = buildTerminal();
  const exitCode = await runCli(args, {
    terminal,
    env: { RECKONER_DATA_DIR: live.directory, RECKONER_ROLE: role },
    directory: live.directory,
    createService: async () => ({ ...live.service, close: async () => {} }),
    openSql,
    ...foreignRooms,
    clock: createSystemClock(),
    ids: createIdSource(),
    signal: new AbortController().signal,
  });
  return { exitCode, ...written };
}

/** Asks for two conversations where the role may; gives how the table's words are to be read. */
async function own(role: Role): Promise<(word: string) => string> {
  const principal = localPrincipal(role);
  const ask = (thread: string) =>
    collectAnswer(live.service.runTurn({ thread, question: "How many customers are there?", principal }));
  const answer = await ask(`own-${role}`).catch(() => null);
  await ask(`spare-${role}`).catch(() => null);
  const { key } = await live.service.operations.keys.create(
    localPrincipal("admin"),
    { name: "spare", role: "viewer", days: null },
    new AbortController().signal,
  );
  const sql = "SELECT customer_id FROM final_results LIMIT 1";
  const { rows } = await live.service.operations.results.query(
    localPrincipal("analyst"),
    sql,
    new AbortController().signal,
  );
  const words = {
    CUSTOMER: String(rows[0]?.[0]),
    KEY: key.id,
    THREAD: `own-${role}`,
    SPARE: `spare-${role}`,
    ANSWER: answer?.id ?? "answer_none",
  };
  return (word) => Object.entries(words).find(([name]) => name === word)?.[1] ?? word;
}

describe.each(roles)("the role %s", (role) => {
  it("is served by exactly the commands that it may use", async () => {
    const read = await own(role);
    const outcomes: string[] = [];
    for (const [command] of table) {
      const { exitCode, out, err } = await run(command.map(read), role);
      const code = /^error (\w+)/m.exec(err)?.[1] ?? "";
      outcomes.push(`${command.join(" ")} ${exitCode === 0 ? "done" : `${out}${code}`}`);
    }
    const refusal = (name: string | undefined) => (name === "sql" ? "PRIVACY_REFUSED" : "RIGHT_MISSING");
    expect(outcomes).toEqual(
      table.map(([command, allowed]) => {
        const isAllowed = allowed.split(" ").includes(role);
        return `${command.join(" ")} ${isAllowed ? "done" : refusal(command[0])}`;
      }),
    );
  });
});

it("covers every command that there is", async () => {
  const { out } = await run(["--help"], "analyst");
  const names = [...out.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
  expect(new Set(names)).toEqual(new Set([...table.map(([[name]]) => name), ...ofTheMachine]));
});
