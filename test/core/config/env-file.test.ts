import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

import { isAppError, withEnvFile } from "#core";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-env-"));
});
afterEach(() => rm(directory, { recursive: true }));

const write = (text: string, name = ".env") => writeFile(path.join(directory, name), text);

it("adds what the file gives and the environment does not", async () => {
  await write('# mine\nMODEL=offline\nRECKONER_PORT="9000" # quoted\nAWS_REGION=\nexport RECKONER_ROLE=viewer\n');
  expect(withEnvFile({ MODEL: "ollama:tiny", RECKONER_PORT: "", HOME: "/home/me" }, directory)).toEqual({
    MODEL: "ollama:tiny",
    RECKONER_PORT: "9000",
    RECKONER_ROLE: "viewer",
    HOME: "/home/me",
  });
});

it("needs no file, and takes another one, or none, where it is told so", async () => {
  expect(withEnvFile({ A: "1" }, directory)).toEqual({ A: "1" });
  await write("B=here");
  await write("B=there", "other.env");
  expect(withEnvFile({}, directory)).toEqual({ B: "here" });
  expect(withEnvFile({ RECKONER_ENV_FILE: "other.env" }, directory)).toMatchObject({ B: "there" });
  expect(withEnvFile({ RECKONER_ENV_FILE: "none" }, directory)).toEqual({ RECKONER_ENV_FILE: "none" });
});

it("says which file it cannot read, a named one also where it is missing", async () => {
  const faultOf = (env: Readonly<Record<string, string>>) => {
    try {
      return withEnvFile(env, directory);
    } catch (error) {
      return isAppError(error, "CONFIG_INVALID") ? error.detail : error;
    }
  };
  expect(faultOf({ RECKONER_ENV_FILE: "gone.env" })).toBe(
    `The settings file ${path.join(directory, "gone.env")} cannot be read.`,
  );
  expect(faultOf({ RECKONER_ENV_FILE: "." })).toContain("cannot be read");
  await write("A=1");
  await chmod(path.join(directory, ".env"), 0o000);
  // Root may read anything.
  if (process.getuid?.() !== 0) expect(faultOf({})).toContain("cannot be read");
});
