import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";

import { environmentSchema, isAppError, loadConfig } from "#core";

/** The detail of the error that a bad environment gives. */
function faultsOf(env: Readonly<Record<string, string>>): string {
  try {
    loadConfig(env, "/srv");
  } catch (error) {
    if (isAppError(error, "CONFIG_INVALID")) return error.detail;
    throw error;
  }
  return "no fault";
}

describe("loadConfig", () => {
  it("needs nothing: offline, on one's own machine, with these defaults", () => {
    expect(loadConfig({}, "/srv")).toEqual({
      server: {
        host: "127.0.0.1",
        port: 8787,
        publicUrl: null,
        corsOrigins: [],
        trustedProxies: 0,
        shutdownGraceMs: 10_000,
        metricsToken: null,
      },
      signIn: { kind: "none" },
      rates: {
        requestsPerMinuteOfPerson: null,
        requestsPerMinuteOfAddress: null,
        turnsAtOnceOfPerson: null,
        turnsAtOnce: 100,
      },
      data: { directory: "/srv/data", runsKept: { runs: 7, days: 90 } },
      sample: { customers: 100_000, seed: 42, activityDays: 90 },
      chatModel: { provider: "offline" },
      store: {
        location: { kind: "sqlite", file: "/srv/data/reckoner.db" },
        retentionDays: 90,
        auditQuestions: "hash",
      },
      alerts: null,
      engine: { name: "duckdb" },
      budget: { bytesPerDay: null, secondsPerDay: null },
      slack: null,
      role: "analyst",
      limits: {
        questionChars: 4_000,
        turnTimeoutMs: 120_000,
        modelIdleTimeoutMs: 60_000,
        queryTimeoutMs: 20_000,
        queryMemoryMb: 1_024,
        queryRows: 1_000,
      },
      log: { level: "info" },
      telemetry: { traces: null },
    });
  });

  it("reads numbers, an absolute folder, and takes an empty variable as not there", () => {
    const config = loadConfig(
      { RECKONER_PORT: "0", RECKONER_DATA_DIR: "/var/r", RECKONER_SEED: "", OTHER: "x" },
      "/srv",
    );
    expect([config.server.port, config.data.directory, config.sample.seed]).toEqual([0, "/var/r", 42]);
  });

  it("takes the file of alert rules from where it is started", () => {
    expect(loadConfig({ RECKONER_ALERTS_FILE: "alerts.yaml" }, "/srv").alerts).toEqual({
      rulesFile: "/srv/alerts.yaml",
    });
  });

  it("names every bad variable at once", () => {
    expect(
      faultsOf({
        RECKONER_PORT: "70000",
        RECKONER_CUSTOMERS: "many",
        RECKONER_ROLE: "king",
        RECKONER_LOG_LEVEL: "loud",
        OLLAMA_BASE_URL: "not a url",
        MODEL: "gpt",
      }).split("; "),
    ).toEqual([
      "RECKONER_PORT must lie between 0 and 65535",
      expect.stringContaining("RECKONER_CUSTOMERS must be a whole number"),
      expect.stringMatching(/^RECKONER_ROLE .*viewer/),
      expect.stringMatching(/^RECKONER_LOG_LEVEL /),
      expect.stringMatching(/^MODEL must be offline, bedrock:/),
      expect.stringMatching(/^OLLAMA_BASE_URL /),
    ]);
  });

  it("keeps conversations in a file, in memory or in PostgreSQL, and never repeats an address that it cannot read", () => {
    const locationOf = (RECKONER_STORE: string) => loadConfig({ RECKONER_STORE }, "/srv").store.location;
    expect(locationOf("memory")).toEqual({ kind: "memory" });
    expect(locationOf("postgres://ada:hunter2@db/reckoner")).toEqual({
      kind: "postgres",
      url: "postgres://ada:hunter2@db/reckoner",
    });
    for (const RECKONER_STORE of ["mysql://ada:hunter2@db/reckoner", "postgres://ada:hunter2@db:port/reckoner"]) {
      expect(faultsOf({ RECKONER_STORE })).toBe(
        "RECKONER_STORE must be memory or postgres://user:password@host/database",
      );
    }
  });

  it("holds settings to each other", () => {
    expect(faultsOf({ MODEL: "bedrock:us.x", BEDROCK_GUARDRAIL_ID: "g" })).toBe(
      "AWS_REGION is needed when MODEL names a Bedrock model; BEDROCK_GUARDRAIL_ID and BEDROCK_GUARDRAIL_VERSION belong together",
    );
    expect(faultsOf({ MODEL: "openai-compatible:x" })).toBe(
      "OPENAI_COMPATIBLE_BASE_URL is needed when MODEL names an OpenAI-compatible model",
    );
  });

  it.each([
    [
      {
        MODEL: "bedrock:us.anthropic.x-v1:0",
        AWS_DEFAULT_REGION: "eu-west-1",
        MODEL_FALLBACK: "us.y",
        MODEL_EFFORT: "low",
      },
      {
        provider: "bedrock",
        modelId: "us.anthropic.x-v1:0",
        fallbackModelId: "us.y",
        region: "eu-west-1",
        effort: "low",
        guardrail: null,
      },
    ],
    [
      { MODEL: "bedrock:us.x", AWS_REGION: "us-east-1", BEDROCK_GUARDRAIL_ID: "g", BEDROCK_GUARDRAIL_VERSION: "1" },
      {
        provider: "bedrock",
        modelId: "us.x",
        fallbackModelId: null,
        region: "us-east-1",
        effort: null,
        guardrail: { id: "g", version: "1" },
      },
    ],
    [{ MODEL: "ollama:qwen3:8b" }, { provider: "ollama", modelId: "qwen3:8b", baseUrl: "http://127.0.0.1:11434" }],
    [
      { MODEL: "openai-compatible:m", OPENAI_COMPATIBLE_BASE_URL: "http://127.0.0.1:1/v1" },
      { provider: "openai-compatible", modelId: "m", baseUrl: "http://127.0.0.1:1/v1", apiKey: null },
    ],
  ])("reads the chat model from %j", (env, chatModel) => {
    expect(loadConfig(env, "/srv").chatModel).toEqual(chatModel);
  });

  it.each([
    [{ SQL_ENGINE: "duckdb", ATHENA_WORKGROUP: "x", TRINO_URL: "http://t" }, { name: "duckdb" }],
    [
      { SQL_ENGINE: "athena", AWS_REGION: "eu-west-1", ATHENA_WORKGROUP: "analysts" },
      {
        name: "athena",
        region: "eu-west-1",
        workgroup: "analysts",
        catalog: "AwsDataCatalog",
        database: null,
        outputLocation: null,
        reuseMinutes: 60,
        maxScannedBytes: 10_000_000_000,
        concurrentQueries: 5,
        usdPerTerabyte: 5,
      },
    ],
    [
      {
        SQL_ENGINE: "athena",
        AWS_DEFAULT_REGION: "us-east-2",
        ATHENA_WORKGROUP: "w",
        ATHENA_CATALOG: "lake",
        ATHENA_DATABASE: "d",
        ATHENA_OUTPUT_LOCATION: "s3://bucket/results/",
        ATHENA_REUSE_MINUTES: "0",
        ATHENA_MAX_SCANNED_BYTES: "50000000",
        ATHENA_CONCURRENT_QUERIES: "20",
        ATHENA_USD_PER_TERABYTE: "6.75",
      },
      {
        name: "athena",
        region: "us-east-2",
        workgroup: "w",
        catalog: "lake",
        database: "d",
        outputLocation: "s3://bucket/results/",
        reuseMinutes: 0,
        maxScannedBytes: 50_000_000,
        concurrentQueries: 20,
        usdPerTerabyte: 6.75,
      },
    ],
    [
      { SQL_ENGINE: "trino", TRINO_URL: "http://trino.lan:8080", TRINO_CATALOG: "hive" },
      {
        name: "trino",
        baseUrl: "http://trino.lan:8080",
        user: "reckoner",
        password: null,
        token: null,
        catalog: "hive",
        schema: null,
        maxScannedBytes: null,
        concurrentQueries: 5,
      },
    ],
    [
      {
        SQL_ENGINE: "trino",
        TRINO_URL: "https://trino.example.org",
        TRINO_USER: "ann",
        TRINO_TOKEN: "t",
        TRINO_CATALOG: "hive",
        TRINO_SCHEMA: "s",
        TRINO_MAX_SCANNED_BYTES: "1000",
        TRINO_CONCURRENT_QUERIES: "2",
      },
      {
        name: "trino",
        baseUrl: "https://trino.example.org",
        user: "ann",
        password: null,
        token: "t",
        catalog: "hive",
        schema: "s",
        maxScannedBytes: 1_000,
        concurrentQueries: 2,
      },
    ],
  ])("reads the engine from %j", (env, engine) => {
    expect(loadConfig(env, "/srv").engine).toEqual(engine);
  });

  it("says what the chosen engine lacks", () => {
    expect(faultsOf({ SQL_ENGINE: "athena" })).toBe(
      "AWS_REGION is needed when SQL_ENGINE is athena; ATHENA_WORKGROUP is needed when SQL_ENGINE is athena",
    );
    expect(faultsOf({ SQL_ENGINE: "trino" })).toBe(
      "TRINO_URL is needed when SQL_ENGINE is trino; TRINO_CATALOG is needed when SQL_ENGINE is trino",
    );
    expect(
      faultsOf({ SQL_ENGINE: "oracle", ATHENA_OUTPUT_LOCATION: "bucket", TRINO_URL: "ftp://x" }).split("; "),
    ).toEqual([
      expect.stringMatching(/^SQL_ENGINE .*duckdb/),
      "ATHENA_OUTPUT_LOCATION must be of the form s3://bucket/prefix/",
      expect.stringMatching(/^TRINO_URL /),
    ]);
  });

  it.each([
    [{}, { bytesPerDay: null, secondsPerDay: null }],
    [
      { SQL_ENGINE: "athena", AWS_REGION: "r", ATHENA_WORKGROUP: "w" },
      { bytesPerDay: 1_000_000_000_000, secondsPerDay: null },
    ],
    [
      { RECKONER_QUERY_BYTES_PER_DAY: "1000", RECKONER_QUERY_SECONDS_PER_DAY: "60" },
      { bytesPerDay: 1_000, secondsPerDay: 60 },
    ],
  ])("reads the budget of a person's day from %j", (env, budget) => {
    expect(loadConfig(env, "/srv").budget).toEqual(budget);
  });

  it("gives no secret a default", () => {
    const secrets = Object.keys(environmentSchema.shape).filter((name) => /KEY|SECRET|TOKEN|PASSWORD/.test(name));
    const defaults = environmentSchema.parse({});
    expect(secrets).toEqual([
      "RECKONER_METRICS_TOKEN",
      "OIDC_CLIENT_SECRET",
      "OPENAI_COMPATIBLE_API_KEY",
      "TRINO_PASSWORD",
      "TRINO_TOKEN",
      "SLACK_BOT_TOKEN",
      "SLACK_SIGNING_SECRET",
      "SLACK_APP_TOKEN",
    ]);
    expect(secrets.filter((name) => name in defaults)).toEqual([]);
  });
});

it(".env.example names every setting, each with the default that it has", async () => {
  const text = await readFile(new URL("../../../.env.example", import.meta.url), "utf8");
  const lines = Array.from(text.matchAll(/^#? ?([A-Z][A-Z0-9_]+)=(.*)$/gm), (match) => [
    match[1] ?? "",
    match[2] ?? "",
  ]);
  expect(lines.map(([name]) => String(name)).sort()).toEqual(Object.keys(environmentSchema.shape).sort());
  const defaults = environmentSchema.parse({}) as Readonly<Record<string, unknown>>;
  for (const [name, value] of lines) {
    if (name !== undefined && name in defaults) expect(`${name}=${value}`).toBe(`${name}=${String(defaults[name])}`);
  }
});
