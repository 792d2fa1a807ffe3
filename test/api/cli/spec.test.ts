import { describe, expect, it } from "vitest";

import { commands } from "../../../api/cli/commands.ts";
import { widthOf } from "../../../api/cli/fit-text.ts";
import { evalsSpec, pipelineSpec } from "../../../api/cli/programs/programs-spec.ts";
import { nearestOf, typingFaults } from "../../../api/cli/spec/nearest.ts";
import { helpText } from "../../../pipeline/command.ts";
import { usage as evalsHelp } from "../../../evals/options.ts";
import { runWithFake } from "./build-cli.ts";

describe("typingFaults", () => {
  it.each([
    ["ask", "ask", 0],
    ["aks", "ask", 1],
    ["kitten", "sitting", 3],
    ["", "abc", 3],
    ["ca", "abc", 3],
  ])("from %j to %j are %i", (from, to, faults) => {
    expect(typingFaults(from, to)).toBe(faults);
    expect(typingFaults(to, from)).toBe(faults);
  });

  it("finds the word that was meant, and none where none is near", () => {
    expect(nearestOf("thraeds", ["ask", "threads"])).toBe("threads");
    expect(nearestOf("JSON", ["json"])).toBe("json");
    expect(nearestOf("x", ["a", "b"])).toBeNull();
    expect(nearestOf("frobnicate", ["ask", "threads"])).toBeNull();
  });
});

describe("a mistyped word", () => {
  it.each([
    [["aks"], "Did you mean ask?"],
    [["thread", "list"], "Did you mean threads?"],
    [["ask", "--jsn", "x"], "Did you mean --json?"],
    [["threads", "lst"], "Did you mean list?"],
    [["ask", "--role", "analist", "x"], "Did you mean analyst?"],
    [["sql", "--engine", "athene", "x"], "Did you mean athena?"],
  ])("%j is told what was perhaps meant", async (args, told) => {
    expect(await runWithFake(args)).toMatchObject({ exitCode: 2, out: "", err: expect.stringContaining(told) });
  });

  it("is not guessed at where nothing is near", async () => {
    const { err } = await runWithFake(["frobnicate"]);
    expect(err).not.toContain("Did you mean");
  });
});

describe("help", () => {
  const own = commands.filter(({ isProgram }) => !isProgram).map(({ spec }) => spec);

  it.each(own.map((spec) => [spec.name, spec] as const))(
    "of %s has every task and option and at least one example",
    async (name, spec) => {
      const { exitCode, out, err } = await runWithFake([name, "--nonsense", "--help"], { columns: 100 });
      expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
      expect(out).toMatch(new RegExp(`^Usage: reckoner ${name}`));
      for (const word of [...Object.keys(spec.tasks), ...Object.keys(spec.options).map((option) => `--${option}`)]) {
        expect(out).toContain(`  ${word}`);
      }
      expect(spec.examples.length).toBeGreaterThan(0);
      for (const example of spec.examples) expect(out).toContain(`  ${example}\n`);
      expect(out).toContain("Exit codes: ");
      expect((await runWithFake(["help", name], { columns: 100 })).out).toBe(out);
    },
  );

  it.each(own.map((spec) => spec.name))("of %s wraps its words in a narrow terminal", async (name) => {
    const { out } = await runWithFake([name, "--help"], { columns: 50 });
    // Examples and forms of files stand as they are, to be copied.
    const literal = new Set(own.flatMap((spec) => [...spec.examples, ...spec.notes.flatMap(({ lines }) => lines)]));
    const long = out
      .split("\n")
      .filter(
        (line) =>
          widthOf(line) > 50 && !literal.has(line.trim()) && ![...literal].some((one) => one.trim() === line.trim()),
      );
    expect(long).toEqual([]);
  });

  it("of programs of other rooms is theirs, and the table of commands knows the same words", () => {
    const optionsIn = (text: string) => new Set([...text.matchAll(/--([a-z][a-z-]+)/g)].map(([, name = ""]) => name));
    for (const [spec, text] of [
      [pipelineSpec, helpText],
      [evalsSpec, evalsHelp],
    ] as const) {
      const told = optionsIn(text);
      for (const own of ["help", "silent"]) told.delete(own);
      expect(new Set(Object.keys(spec.options))).toEqual(told);
      for (const task of Object.keys(spec.tasks)) expect(text).toMatch(new RegExp(`\\b${task}\\b`));
    }
    const commandsIn = [...helpText.slice(0, helpText.indexOf("Options")).matchAll(/^ {2}([a-z]+) /gm)].map(
      ([, name]) => name,
    );
    expect(new Set(Object.keys(pipelineSpec.tasks))).toEqual(new Set(commandsIn));
  });

  it("lists every command", async () => {
    const { out } = await runWithFake(["--help"]);
    for (const { spec } of commands) expect(out).toMatch(new RegExp(`^ {2}${spec.name} +\\S`, "m"));
  });
});
