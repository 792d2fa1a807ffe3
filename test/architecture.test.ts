import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

/** Who may import whom: for each room the rooms and the npm packages that it may name. */
const table: Readonly<Record<string, { readonly rooms: readonly string[]; readonly packages: readonly string[] }>> = {
  core: { rooms: [], packages: ["pino", "zod"] },
  ml: { rooms: ["core"], packages: ["ml-matrix", "zod"] },
  knowledge: { rooms: ["core"], packages: ["yaml", "zod"] },
  sql: {
    rooms: ["core", "knowledge"],
    packages: ["@duckdb/node-api", "@aws-sdk/client-athena", "@smithy/node-http-handler", "zod"],
  },
  pipeline: {
    rooms: ["core", "ml", "sql", "knowledge"],
    packages: ["@aws-sdk/client-sns", "@duckdb/node-api", "@smithy/node-http-handler", "yaml", "zod"],
  },
  tools: { rooms: ["core", "ml", "sql", "knowledge"], packages: ["@langchain/core", "zod"] },
  prompts: { rooms: ["core"], packages: [] },
  agent: {
    rooms: ["core", "tools", "prompts", "knowledge"],
    packages: [
      "langchain",
      "@langchain/core",
      "@langchain/langgraph",
      "@langchain/aws",
      "@langchain/ollama",
      "@langchain/openai",
      "@aws-sdk/client-bedrock-runtime",
      "@smithy/node-http-handler",
      "zod",
    ],
  },
  store: { rooms: ["core"], packages: ["kysely", "libsql", "pg", "zod"] },
  api: {
    rooms: ["core", "agent", "tools", "store"],
    packages: [
      "@clack/prompts",
      "hono",
      "@hono/node-server",
      "@hono/zod-openapi",
      "@langchain/core",
      "@modelcontextprotocol/server",
      "@opentelemetry/api",
      "@opentelemetry/exporter-trace-otlp-proto",
      "@opentelemetry/resources",
      "@opentelemetry/sdk-trace-node",
      "@resvg/resvg-js",
      "@slack/bolt",
      "@slack/types",
      "@slack/web-api",
      "@smithy/node-http-handler",
      "jose",
      "json-schema-to-typescript",
      "string-width",
      "vega",
      "vega-lite",
      "zod",
    ],
  },
  // The page is built by itself: it names no other room, only its own copy of the API's contract.
  web: { rooms: [], packages: ["dompurify", "marked", "preact", "vite"] },
  evals: {
    rooms: ["core", "ml", "knowledge", "sql", "pipeline", "tools", "prompts", "agent", "store", "api"],
    packages: ["@duckdb/node-api", "marked", "yaml", "zod"],
  },
};

/** Where rooms are put together: these files may import any room but evals and test. */
const mains = new Set([
  "api/main.ts",
  "api/cli/main.ts",
  "api/create-service.ts",
  "api/create-engine.ts",
  "api/assert-same-run.ts",
  "api/open-sql.ts",
  "api/look-around.ts",
  "api/make-results.ts",
  "api/run-pipeline-program.ts",
  "api/create-operations.ts",
  "api/customer-signs.ts",
  "api/held-tables.ts",
  "api/hide-customers.ts",
  "api/open-read-customer.ts",
  "api/create-answer-memory.ts",
  "api/shared-answers.ts",
  "api/results/create-results.ts",
  "api/results/model-summaries.ts",
  "api/results/read-calibration.ts",
  "api/results/read-overview.ts",
  "api/results/read-review-queue.ts",
  "pipeline/main.ts",
  "evals/main.ts",
]);

/** An arrow of type only: sql's result types are the shape of agent's and tools' evidence. */
const typeArrows = new Set(["agent>sql"]);

const root = fileURLToPath(new URL("..", import.meta.url));

describe("the rooms", () => {
  it("import only what the table allows", () => {
    expect(Object.keys(table).flatMap((room) => faultsOf(room, filesOf(room)))).toEqual([]);
  });

  it("would be caught importing what the table does not allow", () => {
    const planted = [
      { file: "core/planted.ts", text: 'import { loadDomain } from "#knowledge";' },
      { file: "tools/planted.ts", text: 'import { Hono } from "hono";' },
      { file: "agent/planted.ts", text: 'import { check } from "../sql/guard/create-guard.ts";' },
      { file: "sql/planted.ts", text: 'const evals = await import("#evals");' },
      { file: "store/planted.ts", text: 'export type { Answer } from "#agent";' },
      { file: "web/chat/planted.tsx", text: 'import type { Answer } from "../../agent/answer.ts";' },
      { file: "web/chat/planted.tsx", text: 'import { z } from "zod";' },
    ];
    const counts = planted.map((one) => faultsOf(one.file.split("/")[0] ?? "", [one]).length);
    expect(counts).toEqual(planted.map(() => 1));
  });

  it("know the domain's columns from the dictionary only", () => {
    const names = columnNames();
    const rooms = ["core", "ml", "sql", "tools", "prompts", "agent", "store", "api", "pipeline"];
    const faults = rooms
      .flatMap(filesOf)
      // The sample generator is the engagement domain's own data.
      .filter(({ file }) => !file.startsWith("pipeline/sample/"))
      .flatMap(({ file, text }) => names.filter((name) => text.includes(name)).map((name) => `${file} names ${name}`));
    expect(names.length).toBeGreaterThan(40);
    expect(faults).toEqual([]);
  });

  it("hold files of at most 400 lines", () => {
    const long = Object.keys(table)
      .flatMap(filesOf)
      .map(({ file, text }) => ({ file, lines: text.split("\n").length }))
      .filter(({ lines }) => lines > 400);
    expect(long).toEqual([]);
  });
});

type SourceFile = { readonly file: string; readonly text: string };

function filesOf(room: string): SourceFile[] {
  return (
    readdirSync(path.join(root, room), { recursive: true, encoding: "utf8" })
      // Types of the contract are made, not written.
      .filter((name) => /(?<!\.d)\.tsx?$/.test(name) && !name.startsWith("dist"))
      .map((name) => path.posix.join(room, name.replaceAll(path.sep, "/")))
      .filter((file) => statSync(path.join(root, file)).isFile())
      .map((file) => ({ file, text: readFileSync(path.join(root, file), "utf8") }))
  );
}

function faultsOf(room: string, files: readonly SourceFile[]): string[] {
  const allowed = table[room];
  if (!allowed) return [`${room} is not in the table`];
  return files.flatMap(({ file, text }) =>
    importsOf(text).flatMap(({ specifier, isType }) => {
      const reason = faultOf(room, file, specifier, isType, allowed);
      return reason === null ? [] : [`${file}: ${reason}`];
    }),
  );
}

function faultOf(
  room: string,
  file: string,
  specifier: string,
  isType: boolean,
  allowed: { readonly rooms: readonly string[]; readonly packages: readonly string[] },
): string | null {
  if (specifier.startsWith("node:")) return null;
  if (specifier.startsWith("#")) {
    const other = specifier.slice(1);
    if (other.includes("/")) return `${specifier} is a path inside a room`;
    if (isType && typeArrows.has(`${room}>${other}`)) return null;
    if (mains.has(file) && other !== "evals") return null;
    return allowed.rooms.includes(other) ? null : `#${other} is not allowed`;
  }
  if (specifier.startsWith(".")) {
    const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
    const inside = target.startsWith(`${room}/`) || target === "package.json";
    return inside ? null : `${specifier} leaves the room`;
  }
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  return allowed.packages.includes(name) ? null : `the package ${name} is not allowed`;
}

function importsOf(text: string): { specifier: string; isType: boolean }[] {
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm);
  const dynamic = text.matchAll(/\bimport\("([^"]+)"\)/g);
  return [
    ...[...statements].map((match) => ({ specifier: match[2] ?? "", isType: match[1] !== undefined })),
    ...[...dynamic].map((match) => ({ specifier: match[1] ?? "", isType: false })),
  ];
}

/** Columns of the engagement domain that no other word could be: those with an underscore. */
function columnNames(): string[] {
  const files = ["columns.yaml", "results.yaml"].map((file) =>
    readFileSync(path.join(root, "knowledge", "engagement", file), "utf8"),
  );
  return (
    files
      .flatMap((text) => [...text.matchAll(/^- name: (\w+_\w+)$/gm)].map((match) => match[1] ?? ""))
      // The id is also the tools' own word for it, and the split is every run's.
      .filter((name) => !["customer_id", "data_split"].includes(name))
  );
}
