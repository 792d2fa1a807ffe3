import path from "node:path";

import { AppError, envFileOf } from "#core";

import type { CommandDeps, ExitCode, RunCommand } from "../command.ts";
import { wrapText } from "../fit-text.ts";
import { programName } from "../spec/command-spec.ts";
import { parseArguments, usage } from "../spec/parse-arguments.ts";
import { askAtTerminal } from "./ask-at-terminal.ts";
import { askSettings, basicSettings, defaultOf } from "./ask-settings.ts";
import { leftUnanswered } from "./ask.ts";
import { initSpec } from "./init-spec.ts";
import { faultOfAll, faultOfValue, isSecret, isSetting, nearestSetting } from "./setting.ts";
import { changeSettings, readSettings, type Changes } from "./settings-text.ts";
import { readSettingsFile, writeSettingsFile } from "./write-settings.ts";

/** As a shell has it for what Ctrl-C ended. */
const stoppedByPerson = 130;

/** `reckoner init`: writes a settings file by asking, or as it is told. */
export const runInit: RunCommand = async (args, deps) => {
  const { values, positionals } = parseArguments(initSpec, args);
  if (positionals.length > 0) throw usage(initSpec, "init takes no words, only options.");
  const given = parseGiven(values.set ?? []);
  const file = fileFor(values.file, deps);
  const text = await readSettingsFile(file);
  const present = readSettings(text);
  const isTold = values.yes === true || given.size > 0;
  if (isTold) {
    const basic = values.yes === true ? basicSettings.filter((name) => (present[name] ?? "") === "") : [];
    const changes = new Map([...basic.map((name) => [name, defaultOf(name)] as const), ...given]);
    const exitCode = await finish(file, text, changes, deps);
    deps.terminal.err.write(describeChanges(changes, deps.terminal.err.columns));
    return exitCode;
  }
  if (!deps.terminal.isInteractive || !deps.terminal.out.isTerminal) {
    throw usage(initSpec, "init asks at a terminal, and there is none here. Give --yes, or --set KEY=VALUE.");
  }
  return askAndWrite(file, text, present, deps);
};

async function askAndWrite(
  file: string,
  text: string,
  present: Readonly<Record<string, string>>,
  deps: CommandDeps,
): Promise<ExitCode> {
  const { err } = deps.terminal;
  const ask = askAtTerminal(deps.signal);
  try {
    err.write(`Settings for ${file}${text === "" ? "" : ", which is there: what you do not change stays"}.\n`);
    const changes = await askSettings(ask, present);
    if (changes.size === 0 && text !== "") {
      err.write("Nothing is changed.\n");
      return 0;
    }
    err.write(describeChanges(changes, err.columns));
    if (!(await ask.agree(`Write ${file}?`, true))) return stoppedByPerson;
    return await finish(file, text, changes, deps);
  } catch (error) {
    if (error !== leftUnanswered) throw error;
    err.write("Nothing was written.\n");
    return stoppedByPerson;
  }
}

/** Checks all settings together, then writes. Throws `CONFIG_INVALID`, and nothing is written. */
async function finish(file: string, text: string, changes: Changes, deps: CommandDeps): Promise<ExitCode> {
  const { terminal, env, directory, clock } = deps;
  const changed = changeSettings(text === "" ? newFileText : text, changes);
  const settings = readSettings(changed);
  const fault = faultOfAll(settings, directory);
  // What the file lacks the environment may have.
  if (fault !== null && faultOfAll({ ...settings, ...notEmpty(env) }, directory) !== null) {
    throw new AppError("CONFIG_INVALID", {
      detail: fault,
      hint: "Nothing was written. Mend the named settings and try again.",
    });
  }
  if (changed === text) {
    terminal.err.write("Nothing is changed.\n");
    return 0;
  }
  const copy = await writeSettingsFile(file, changed, clock);
  terminal.out.write(`${file}\n`);
  if (copy !== null) terminal.err.write(`As it was before: ${copy}\n`);
  terminal.err.write(`Now: ${programName} doctor, then npm start\n`);
  return 0;
}

const newFileText = "# Settings of Reckoner, read by every command; the environment wins. All of them: .env.example\n";

/** A line for each change; values that are not to be shown are not. */
function describeChanges(changes: Changes, width: number): string {
  const lines = [...changes].flatMap(([name, value]) => {
    const shown = value === null ? "taken out" : isSecret(name) ? "set (not shown)" : value;
    return wrapText(`${name}: ${shown}`, width - 2, "  ").map((line) => `  ${line}`);
  });
  return lines.map((line) => `${line}\n`).join("");
}

function fileFor(named: string | undefined, { env, directory }: CommandDeps): string {
  if (named !== undefined) return path.resolve(directory, named);
  return envFileOf(env, directory) ?? path.resolve(directory, ".env");
}

/** Reads `KEY=VALUE` texts. Throws `USAGE` for a setting that there is not, and for a value that it does not take. */
function parseGiven(texts: readonly string[]): Changes {
  return new Map(
    texts.map((text) => {
      const at = text.indexOf("=");
      const [name, value] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
      if (at < 1) throw usage(initSpec, "--set takes KEY=VALUE.");
      if (!isSetting(name)) throw usage(initSpec, `There is no setting ${name}.`, { perhaps: nearestSetting(name) });
      const fault = faultOfValue(name, value);
      if (fault !== undefined) throw usage(initSpec, `${name} ${fault}.`);
      return [name, value === "" ? null : value] as const;
    }),
  );
}

function notEmpty(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => (value ?? "") !== ""));
}
