import { envFileOf, loadConfig, toAppError, type Config } from "#core";

import { cleanText } from "../clean-text.ts";
import type { CommandDeps, RunCommand } from "../command.ts";
import { parseArguments, usage } from "../spec/parse-arguments.ts";
import { createStyle } from "../style.ts";
import { checkResults, checkStore } from "./check-data.ts";
import { checkNode, checkPackages } from "./check-installation.ts";
import { checkDataDirectory, checkPage, checkPort, checkSettingsFile } from "./check-machine.ts";
import { checkEngine, checkModel, checkSignIn, checkSlack } from "./check-services.ts";
import { doctorSpec } from "./doctor-spec.ts";
import { fail, ok, type Finding } from "./finding.ts";
import { findingOf } from "./finding-of-error.ts";
import { renderFinding, renderSummary } from "./render-finding.ts";

/** `reckoner doctor`: what keeps Reckoner from working on this machine. 1 where anything does. */
export const runDoctor: RunCommand = async (args, deps) => {
  const { values, positionals, isJson } = parseArguments(doctorSpec, args);
  if (positionals.length > 0) throw usage(doctorSpec, "doctor takes no words, only options.");
  const { out } = deps.terminal;
  const style = createStyle(out.isColoured);
  const findings: Finding[] = [];
  for await (const finding of look(values.online === true, deps)) {
    const { about, level, detail, hint } = finding;
    const clean = { about, level, detail: cleanText(detail), hint: hint === null ? null : cleanText(hint) };
    findings.push(clean);
    out.write(isJson ? `${JSON.stringify(clean)}\n` : renderFinding(clean, out.columns, style));
    if (deps.signal.aborted) return 1;
  }
  if (!isJson) out.write(renderSummary(findings, style));
  return findings.some(({ level }) => level === "fail") ? 1 : 0;
};

/** Everything that is looked at, in the order in which it is needed; each is told as soon as it is known. */
async function* look(isOnline: boolean, deps: CommandDeps): AsyncGenerator<Finding> {
  const { env, directory, clock, signal } = deps;
  yield checkNode(process.version);
  yield checkPackages();
  yield checkSettingsFile(envFileOf(env, directory));
  const config = settings(deps);
  if (!("server" in config)) {
    yield config;
    yield fail("the rest", "It was not looked at, since it rests on the settings.", "Mend the settings first.");
    return;
  }
  yield ok("settings", "all of them are valid");
  const around = await deps.lookAround();
  const services = { config, around, isOnline, clock, signal };
  const checks: readonly (() => Promise<Finding | readonly Finding[]>)[] = [
    () => checkDataDirectory(config),
    () => checkResults(config, around, clock, signal),
    () => checkStore(config, around),
    () => checkPage(),
    () => checkPort(config, signal),
    () => checkSignIn(services),
    () => checkModel(services),
    () => checkEngine(services),
    () => checkSlack(services),
  ];
  for (const check of checks) yield* [await check()].flat();
}

/** The settings, or every one that is wrong. */
function settings({ env, directory }: CommandDeps): Config | Finding {
  try {
    return loadConfig(env, directory);
  } catch (error) {
    return { ...findingOf("settings", error), detail: toAppError(error).detail };
  }
}
