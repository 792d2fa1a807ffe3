import { readFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";

import { AppError } from "../errors.ts";

/** Names another settings file than `.env`; `none` for no file. Read from the environment itself only. */
export const envFileVariable = "RECKONER_ENV_FILE";

const defaultFile = ".env";
const noFile = "none";

/**
 * The environment with what the settings file adds, for mains. What the environment holds wins over the file; a variable
 * that is empty in either counts as not given there. `.env` of `directory` may be missing; a file that
 * `RECKONER_ENV_FILE` names may not. Throws `CONFIG_INVALID` where it cannot be read.
 */
export function withEnvFile(
  env: Readonly<Record<string, string | undefined>>,
  directory: string,
): Readonly<Record<string, string | undefined>> {
  const file = envFileOf(env, directory);
  const text = file === null ? null : readText(file, env[envFileVariable] !== undefined);
  if (text === null) return env;
  const added = Object.entries(parseEnv(text)).filter(([name, value]) => value !== "" && (env[name] ?? "") === "");
  return { ...env, ...Object.fromEntries(added) };
}

/** Path of the settings file that `env` asks for, whether it is there or not; null for none. */
export function envFileOf(env: Readonly<Record<string, string | undefined>>, directory: string): string | null {
  const named = env[envFileVariable] || defaultFile;
  return named === noFile ? null : path.resolve(directory, named);
}

/** Null where there is no such file and it need not be there. */
function readText(file: string, isNamed: boolean): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    if (isMissing && !isNamed) return null;
    throw new AppError("CONFIG_INVALID", {
      detail: `The settings file ${file} cannot be read.`,
      hint: `Make it readable for you, or set ${envFileVariable} to another file, or to none.`,
      cause,
    });
  }
}
