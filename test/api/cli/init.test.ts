import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { askSettings } from "../../../api/cli/init/ask-settings.ts";
import type { Ask } from "../../../api/cli/init/ask.ts";
import { changeSettings, readSettings } from "../../../api/cli/init/settings-text.ts";
import { runWithFake } from "./build-cli.ts";

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-init-"));
  file = path.join(directory, ".env");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const init = (...args: string[]) => runWithFake(["init", ...args], { directory });

describe("changeSettings", () => {
  it("changes values where they stand, adds new ones, and keeps all else", () => {
    const text =
      "# mine\nexport MODEL=offline # why\nOTHER=x\n\nRECKONER_PORT='1'\nRECKONER_PORT=2\nKEPT=\"two\nlines\"\n";
    const changed = changeSettings(
      text,
      new Map([
        ["MODEL", "ollama:a"],
        ["RECKONER_PORT", "9000"],
        ["OTHER", null],
        ["NEW", "a b"],
      ]),
    );
    expect(changed).toBe("# mine\nMODEL=ollama:a\n\nRECKONER_PORT=9000\nKEPT=\"two\nlines\"\nNEW='a b'\n");
  });

  it("leaves what looks like a setting inside a value over several lines alone", () => {
    const text = 'A="first\nMODEL=inside\nlast"\nMODEL=offline\n';
    expect(changeSettings(text, new Map([["MODEL", "ollama:b"]]))).toBe(
      'A="first\nMODEL=inside\nlast"\nMODEL=ollama:b\n',
    );
  });

  it("writes any value so that it is read again as it was, or refuses it", () => {
    const roundTrip = (value: string) => {
      try {
        return readSettings(changeSettings("B=1\n", new Map([["A", value]])));
      } catch {
        return "refused";
      }
    };
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), (value) => {
        const read = roundTrip(value);
        if (read === "refused") expect(value).toMatch(/['"`\\\n\r]/);
        else expect(read).toEqual({ A: value, B: "1" });
      }),
      { seed: 11, numRuns: 500 },
    );
  });
});

describe("reckoner init", () => {
  it("writes the defaults for its owner only, and says where", async () => {
    const { exitCode, out } = await init("--yes");
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: `${file}\n` });
    expect(readSettings(await readFile(file, "utf8"))).toEqual({
      MODEL: "offline",
      SQL_ENGINE: "duckdb",
      RECKONER_DATA_DIR: "data",
      RECKONER_CUSTOMERS: "100000",
      RECKONER_PORT: "8787",
      RECKONER_SIGN_IN: "none",
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual([".env"]);
  });

  it("keeps what is there, and a copy of it where it changes anything", async () => {
    const before = "# by hand\nRECKONER_PORT=9000\nMINE=1\n";
    await writeFile(file, before);
    await init("--yes", "--set", "RECKONER_CUSTOMERS=20000");
    const after = await readFile(file, "utf8");
    expect(after.startsWith("# by hand\nRECKONER_PORT=9000\nMINE=1\n")).toBe(true);
    expect(readSettings(after)).toMatchObject({ RECKONER_PORT: "9000", RECKONER_CUSTOMERS: "20000", MODEL: "offline" });
    const copy = (await readdir(directory)).find((name) => name.endsWith(".bak")) ?? "";
    expect(await readFile(path.join(directory, copy), "utf8")).toBe(before);
    expect((await stat(path.join(directory, copy))).mode & 0o777).toBe(0o600);
    expect((await init("--yes")).err).toContain("Nothing is changed.");
    expect(await readFile(file, "utf8")).toBe(after);
  });

  it("shows no secret that it writes", async () => {
    const { exitCode, out, err } = await init("--set", "OPENAI_COMPATIBLE_API_KEY=s3cr3t", "--set", "RECKONER_PORT=1");
    expect(exitCode).toBe(0);
    expect(out + err).not.toContain("s3cr3t");
    expect(err).toContain("OPENAI_COMPATIBLE_API_KEY: set (not shown)");
    expect(readSettings(await readFile(file, "utf8"))).toMatchObject({ OPENAI_COMPATIBLE_API_KEY: "s3cr3t" });
  });

  it("takes a setting out, and writes through a link", async () => {
    const real = path.join(directory, "real.env");
    await writeFile(real, "RECKONER_PORT=9000\nMINE=1\n");
    await symlink(real, file);
    await init("--set", "RECKONER_PORT=");
    expect(await readFile(real, "utf8")).toBe("MINE=1\n");
    expect(await readFile(file, "utf8")).toBe("MINE=1\n");
  });

  it.each([
    [["--set", "RECKONER_PROT=1"], 2, "Did you mean RECKONER_PORT?"],
    [["--set", "RECKONER_PORT=abc"], 2, "RECKONER_PORT must be"],
    [["--set", "RECKONER_PORT"], 2, "--set takes KEY=VALUE"],
    [["--set", "MODEL=bedrock:x"], 2, "AWS_REGION is needed"],
    [["more"], 2, "init takes no words"],
    [[], 2, "init asks at a terminal"],
  ])("writes nothing for %j", async (args, exitCode, told) => {
    expect(await init(...args)).toMatchObject({ exitCode, out: "", err: expect.stringContaining(told) });
    expect(await readdir(directory)).toEqual([]);
  });

  it("takes what the environment has for given", async () => {
    const args = ["init", "--set", "MODEL=bedrock:x"];
    expect((await runWithFake(args, { directory, env: { AWS_REGION: "eu-central-1" } })).exitCode).toBe(0);
  });

  it("says so where the file cannot be written, and leaves nothing behind", async () => {
    if (process.getuid?.() === 0) return; // Root may write anywhere.
    await chmod(directory, 0o500);
    expect(await init("--yes")).toMatchObject({ exitCode: 2, err: expect.stringContaining("cannot be written") });
    await chmod(directory, 0o700);
    expect(await readdir(directory)).toEqual([]);
  });
});

/** A person who gives these answers in turn; a line that is not valid is told so and the next answer is theirs. */
function person(answers: readonly (string | boolean)[]) {
  const left = [...answers];
  const asked: string[] = [];
  const refused: string[] = [];
  const next = (question: string) => {
    asked.push(question);
    return left.shift();
  };
  const line = async (question: string, check: (text: string) => string | undefined) => {
    for (;;) {
      const text = String(next(question) ?? "");
      const fault = check(text);
      if (fault === undefined) return text;
      refused.push(fault);
    }
  };
  const ask: Ask = {
    choose: async (question, options, present) => {
      const chosen = String(next(question) ?? present);
      expect(options.map(({ value }) => value)).toContain(chosen);
      return chosen;
    },
    line: (question, present, check) =>
      line(question, (text) => check(text === "" ? present : text)).then((text) => text || present),
    secret: (question, _, check) => line(question, check),
    agree: async (question) => next(question) === true,
  };
  return { ask, asked, refused, left };
}

describe("the questions", () => {
  it("lead to the settings that were chosen, each in its form", async () => {
    const { ask, refused, left } = person([
      "ollama",
      "llama3.2",
      "",
      "trino",
      "not a url",
      "https://trino.example:8443",
      "lake",
      "me",
      "hunter2",
      "",
      "12",
      "20000",
      "9000",
      "none",
      false,
    ]);
    expect(Object.fromEntries(await askSettings(ask, {}))).toEqual({
      MODEL: "ollama:llama3.2",
      SQL_ENGINE: "trino",
      TRINO_URL: "https://trino.example:8443",
      TRINO_CATALOG: "lake",
      TRINO_USER: "me",
      TRINO_PASSWORD: "hunter2",
      RECKONER_DATA_DIR: "data",
      RECKONER_CUSTOMERS: "20000",
      RECKONER_PORT: "9000",
      RECKONER_SIGN_IN: "none",
    });
    expect(refused).toHaveLength(2);
    expect(left).toEqual([]);
  });

  it("begin with what is there, and change nothing where nothing is changed", async () => {
    const present = {
      MODEL: "bedrock:us.anthropic.claude",
      AWS_REGION: "us-east-1",
      SQL_ENGINE: "duckdb",
      RECKONER_DATA_DIR: "data",
      RECKONER_CUSTOMERS: "500",
      RECKONER_PORT: "1",
      RECKONER_SIGN_IN: "none",
    };
    const { ask } = person([]);
    expect(await askSettings(ask, present)).toEqual(new Map());
  });

  it("take Slack's settings out where it is not wanted any more", async () => {
    const present = {
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_APP_TOKEN: "xapp-1",
      MODEL: "offline",
      SQL_ENGINE: "duckdb",
      RECKONER_DATA_DIR: "data",
      RECKONER_CUSTOMERS: "500",
      RECKONER_PORT: "1",
      RECKONER_SIGN_IN: "none",
    };
    const { ask } = person([]);
    expect(await askSettings(ask, present)).toEqual(
      new Map([
        ["SLACK_BOT_TOKEN", null],
        ["SLACK_APP_TOKEN", null],
      ]),
    );
  });

  it("keep a secret that is set where nothing is typed", async () => {
    const present = {
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_SIGNING_SECRET: "0123456789abcdef",
      SLACK_DEFAULT_ROLE: "viewer",
    };
    const { ask } = person(["offline", "duckdb", "data", "500", "1", "none", true, "", "http", "", "viewer"]);
    const changes = await askSettings(ask, present);
    expect([...changes.keys()].filter((name) => name.startsWith("SLACK_"))).toEqual([]);
  });
});
