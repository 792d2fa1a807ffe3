import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

const run = (...args: string[]) =>
  spawnSync(process.execPath, ["--import", "tsx", "api/cli/main.ts", ...args], {
    encoding: "utf8",
    input: "",
    env: { ...process.env, RECKONER_ENV_FILE: "none" },
  });

describe("the command reckoner", () => {
  it("prints help without loading agent or engine", () => {
    const { status, stdout, stderr } = run("ask", "--help");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("Usage: reckoner ask");
  });

  it("exits with 2 for wrong usage, with nothing on standard output", () => {
    const { status, stdout, stderr } = run("ask", "--no-such-option");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("error USAGE");
  });
});
