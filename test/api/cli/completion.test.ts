import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

import { commands } from "../../../api/cli/commands.ts";
import { runWithFake } from "./build-cli.ts";

/** What bash offers where the words are typed and the last one is being completed. */
async function complete(...words: readonly string[]) {
  const { out } = await runWithFake(["completion", "bash"]);
  const program = `${out}
COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); _reckoner; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", program, "bash", "reckoner", ...words], {
    encoding: "utf8",
    cwd: import.meta.dirname,
  });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((line) => line !== "");
}

describe("completion in bash", () => {
  it("offers commands, then their words and options, then the values of an option", async () => {
    expect(await complete("th")).toEqual(["threads"]);
    expect(await complete("threads", "re")).toEqual(["rename"]);
    expect(await complete("sql", "--e")).toEqual(["--engine", "--explain"]);
    expect(await complete("sql", "--engine", "")).toEqual(["duckdb", "athena", "trino"]);
    expect(await complete("help", "mod")).toEqual(["model"]);
  });

  it("offers files where a file is wanted, and nothing where a text is", async () => {
    expect(await complete("ask", "--batch", "completion")).toEqual(["completion.test.ts"]);
    expect(await complete("ask", "--thread", "")).toEqual([]);
  });
});

it.each(["bash", "zsh", "fish"])("the script for %s names every command, task and option", async (shell) => {
  const { exitCode, out } = await runWithFake(["completion", shell]);
  expect(exitCode).toBe(0);
  for (const { spec } of commands) {
    expect(out).toContain(spec.name);
    for (const task of Object.keys(spec.tasks)) expect(out).toContain(task);
    for (const option of Object.keys(spec.options))
      expect(out).toContain(shell === "fish" ? `-l ${option}` : `--${option}`);
  }
});

it.each([
  [["completion"], "Say one of bash, zsh, fish"],
  [["completion", "bsh"], "Did you mean bash?"],
  [["completion", "bash", "zsh"], "takes one shell"],
])("refuses %j", async (args, told) => {
  expect(await runWithFake(args)).toMatchObject({ exitCode: 2, out: "", err: expect.stringContaining(told) });
});
