import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { checkNode, checkPackages } from "../../../api/cli/doctor/check-installation.ts";
import { checkPage } from "../../../api/cli/doctor/check-machine.ts";
import type { LookAround } from "../../../api/cli/doctor/look-around.ts";
import { AppError } from "#core";

import { runWithFake } from "./build-cli.ts";

type Finding = {
  readonly about: string;
  readonly level: string;
  readonly detail: string;
  readonly hint: string | null;
};

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-doctor-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const around: LookAround = {
  liveRun: async () => ({ runId: "run_1", snapshotDate: "2026-11-19", customers: 3_000 }),
  storeSchema: async () => ({ found: 7, known: 7 }),
  hasAwsCredentials: async () => true,
  tryChatModel: async () => {},
  tryEngine: async () => {},
};

const appError = (
  code: "RESULTS_DAMAGED" | "RESULTS_MISSING" | "RESULTS_VERSION" | "LLM_UNAVAILABLE" | "STORE_UNAVAILABLE",
) =>
  new AppError(code, { detail: `what happened (${code})`, hint: "what to do", cause: new Error("secret-in-a-cause") });

async function examine(
  env: Readonly<Record<string, string>> = {},
  changes: Partial<LookAround> = {},
  args: readonly string[] = [],
) {
  const result = await runWithFake(["doctor", "--json", ...args], {
    env: { RECKONER_PORT: "0", ...env },
    directory,
    deps: { lookAround: async () => ({ ...around, ...changes }) },
  });
  const findings = result.out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Finding); // As the command writes them.
  return { ...result, findings, of: (about: string) => findings.find((finding) => finding.about.startsWith(about)) };
}

describe("reckoner doctor", () => {
  it("finds nothing in the way where all is well, and says what it looked at", async () => {
    const { exitCode, findings, err } = await examine();
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(findings.map(({ about }) => about)).toEqual([
      "Node",
      "packages",
      "settings file",
      "settings",
      "data directory",
      "disk space",
      "results",
      "store",
      "page",
      "port",
      "sign-in",
      "model",
      "engine",
    ]);
    expect(findings.filter(({ level }) => level === "fail")).toEqual([]);
    expect(findings.find(({ about }) => about === "results")?.detail).toBe(
      "run_1 is live: 3000 customers, data of 2026-11-19, 1 day old",
    );
  });

  it("shows each finding on a line with what to do below it", async () => {
    const { out, exitCode } = await runWithFake(["doctor"], {
      env: { RECKONER_PORT: "0" },
      directory,
      columns: 60,
      deps: { lookAround: async () => ({ ...around, liveRun: () => Promise.reject(appError("RESULTS_DAMAGED")) }) },
    });
    expect(exitCode).toBe(1);
    expect(out).toContain(
      "fail  results: RESULTS_DAMAGED: what happened\n      (RESULTS_DAMAGED)\n      → what to do\n",
    );
    expect(out).toMatch(/\n1 fails, \d warnings?\.\n$/);
  });

  it("names all settings that are wrong at once, and looks at nothing that rests on them", async () => {
    const { exitCode, findings, of } = await examine({ RECKONER_PORT: "x", RECKONER_ROLE: "king" });
    expect(exitCode).toBe(1);
    expect(of("settings")?.level).toBe("ok");
    expect(findings.find(({ about, level }) => about === "settings" && level === "fail")?.detail).toMatch(
      /RECKONER_PORT .*RECKONER_ROLE/,
    );
    expect(of("results")).toBeUndefined();
  });

  it.each([
    ["RESULTS_MISSING", "warn", 0],
    ["RESULTS_DAMAGED", "fail", 1],
    ["RESULTS_VERSION", "fail", 1],
  ] as const)("takes results that end in %s for a %s", async (code, level, exitCode) => {
    const found = await examine({}, { liveRun: () => Promise.reject(appError(code)) });
    expect(found.exitCode).toBe(exitCode);
    expect(found.of("results")).toMatchObject({ level, hint: "what to do" });
  });

  it("warns of data that is older than a week", async () => {
    const liveRun = async () => ({ runId: "run_1", snapshotDate: "2026-11-01", customers: 9 });
    expect((await examine({}, { liveRun })).of("results")).toMatchObject({
      level: "warn",
      detail: expect.stringContaining("19 days old"),
    });
  });

  it.each([
    [{ found: null, known: 7 }, "ok"],
    [{ found: 5, known: 7 }, "ok"],
    [{ found: 8, known: 7 }, "fail"],
  ])("takes a store whose schema is %j for %s", async (schema, level) => {
    expect((await examine({}, { storeSchema: async () => schema })).of("store")?.level).toBe(level);
  });

  it("fails where the store cannot be used, or the data directory cannot be written", async () => {
    const storeSchema = () => Promise.reject(appError("STORE_UNAVAILABLE"));
    expect((await examine({}, { storeSchema })).of("store")?.level).toBe("fail");
    expect((await examine({ RECKONER_DATA_DIR: "deep/er/data" })).of("data directory")?.detail).toContain(
      "will be made",
    );
    if (process.getuid?.() === 0) return; // Root may write anywhere.
    await mkdir(path.join(directory, "closed"));
    await chmod(path.join(directory, "closed"), 0o500);
    expect((await examine({ RECKONER_DATA_DIR: "closed" })).of("data directory")?.level).toBe("fail");
  });

  it("warns of a settings file that others can read", async () => {
    const file = path.join(directory, ".env");
    await writeFile(file, "", { mode: 0o600 });
    expect((await examine()).of("settings file")?.level).toBe("ok");
    await chmod(file, 0o644);
    expect((await examine()).of("settings file")).toMatchObject({ level: "warn", hint: `Run: chmod 600 ${file}` });
  });

  it("calls nothing without --online, and with it tells what each service answers", async () => {
    const env = {
      MODEL: "bedrock:us.anthropic.claude",
      SQL_ENGINE: "athena",
      ATHENA_WORKGROUP: "w",
      AWS_REGION: "eu-central-1",
    };
    const unwanted = () => Promise.reject(new Error("this was not to be called"));
    const offline = await examine(env, { tryChatModel: unwanted, tryEngine: unwanted });
    expect(offline.exitCode).toBe(0);
    expect(offline.of("model")?.detail).toBe("eu-central-1, credentials are found");
    const tryChatModel = () => Promise.reject(appError("LLM_UNAVAILABLE"));
    const online = await examine(env, { tryChatModel }, ["--online"]);
    expect(online.exitCode).toBe(1);
    expect(online.findings.filter(({ about }) => /^(model|engine)/.test(about)).map(({ level }) => level)).toEqual([
      "ok",
      "fail",
      "ok",
      "ok",
    ]);
    const none = await examine(env, { hasAwsCredentials: async () => false });
    expect([none.exitCode, none.of("model")?.level, none.of("engine")?.level]).toEqual([1, "fail", "fail"]);
  });

  it("never shows a secret, wherever it stands", async () => {
    const secret = "s3cr3t-9f8e7d6c5b4a";
    const planted = {
      MODEL: "openai-compatible:m",
      OPENAI_COMPATIBLE_BASE_URL: "http://127.0.0.1:9",
      OPENAI_COMPATIBLE_API_KEY: secret,
      RECKONER_STORE: `postgres://u:${secret}@127.0.0.1:9/db`,
      RECKONER_METRICS_TOKEN: secret,
      SLACK_BOT_TOKEN: `xoxb-${secret}`,
      SLACK_SIGNING_SECRET: secret,
      SLACK_DEFAULT_ROLE: "viewer",
      SLACK_API_URL: "http://127.0.0.1:9/",
      TRINO_PASSWORD: secret,
    };
    const failing = () => Promise.reject(new Error(`connect with ${secret} failed`));
    const broken = { liveRun: failing, storeSchema: failing, tryChatModel: failing, tryEngine: failing };
    const results = [
      await examine(planted, broken, ["--online"]),
      await examine({ ...planted, RECKONER_STORE: `mysql://u:${secret}@h/db`, SLACK_APP_TOKEN: secret }, broken),
    ];
    for (const { out, err } of results) expect(out + err).not.toContain(secret);
    expect(results[0]?.of("Slack")).toMatchObject({
      level: "fail",
      detail: expect.stringContaining("cannot be reached"),
    });
  });
});

describe("the port", () => {
  let server: Server;
  let port: number;
  let answer: string;
  beforeEach(async () => {
    server = createServer((_, response) => response.end(answer));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // A server that listens on TCP has such an address.
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it("is no fault where a Reckoner listens already, and one where something else does", async () => {
    answer = '{"status":"ok"}';
    expect((await examine({ RECKONER_PORT: String(port) })).of("port")?.level).toBe("ok");
    answer = "hello";
    const { exitCode, of } = await examine({ RECKONER_PORT: String(port) });
    expect([exitCode, of("port")?.level]).toEqual([1, "fail"]);
  });

  it("is told what Slack says of the bot's token", async () => {
    const env = {
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_SIGNING_SECRET: "0123456789abcdef",
      SLACK_DEFAULT_ROLE: "viewer",
      SLACK_API_URL: `http://127.0.0.1:${port}/api/`,
    };
    answer = '{"ok": true}';
    expect((await examine(env, {}, ["--online"])).of("Slack")?.level).toBe("ok");
    answer = '{"ok": false, "error": "invalid_auth"}';
    expect((await examine(env, {}, ["--online"])).of("Slack")).toMatchObject({
      level: "fail",
      detail: expect.stringContaining("invalid_auth"),
    });
  });
});

describe("the installation", () => {
  it("knows which Node is too old", async () => {
    expect((await checkNode("v20.18.3")).level).toBe("fail");
    expect((await checkNode("v20.19.0")).level).toBe("ok");
    expect((await checkNode("v22.1.0")).level).toBe("ok");
  });

  it("names a package that is missing or of another version", async () => {
    const write = async (folder: string, manifest: object) => {
      await mkdir(path.join(directory, folder), { recursive: true });
      await writeFile(path.join(directory, folder, "package.json"), JSON.stringify(manifest));
    };
    await write(".", { dependencies: { there: "1.0.0", old: "2.0.0", gone: "1.0.0" } });
    await write("node_modules/there", { version: "1.0.0" });
    await write("node_modules/old", { version: "1.9.0" });
    expect(await checkPackages(directory)).toEqual({
      about: "packages",
      level: "fail",
      detail: "old is 1.9.0 instead of 2.0.0; gone is not installed.",
      hint: "Run `npm ci` on this machine.",
    });
    expect((await checkPackages()).level).toBe("ok");
    expect((await checkPage(directory)).level).toBe("warn");
  });
});
