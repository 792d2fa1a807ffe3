import { spawn, spawnSync } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { loadConfig, roles, type Role } from "#core";

/**
 * Sends the API what schemathesis makes of its own OpenAPI document, as each role: examples, edge values, broken input,
 * and requests that follow from each other. `node --import tsx bench/fuzz.ts [role…]`, over a copy of the live run of
 * RECKONER_DATA_DIR for each; schemathesis (4.32) is the program in RECKONER_SCHEMATHESIS, RECKONER_FUZZ_EXAMPLES the
 * cases for each operation at most. Ends in 1 where something is not as the document says.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const schemathesis = process.env["RECKONER_SCHEMATHESIS"] ?? "schemathesis";
const examples = process.env["RECKONER_FUZZ_EXAMPLES"] ?? "25";
const checks = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
  "unsupported_method",
  "use_after_free",
];
/** Starts the pipeline or signs somebody in: nothing that a program sends by itself. */
const excluded = "/sign-in";

const given = process.argv.slice(2).filter((one) => !one.startsWith("-"));
let failed = 0;
for (const role of roles.filter((one) => given.length === 0 || given.includes(one))) {
  process.stdout.write(`\n== as ${role}\n`);
  if ((await fuzzAs(role)) !== 0) failed += 1;
}
process.exit(failed > 0 ? 1 : 0);

async function fuzzAs(role: Role): Promise<number> {
  const directory = await mkdtemp(path.join(tmpdir(), "reckoner-fuzz-"));
  await cp(loadConfig(process.env, root).data.directory, directory, { recursive: true });
  const server = await start(role, directory);
  try {
    const { status } = spawnSync(schemathesis, optionsFor(server.url), {
      stdio: ["ignore", "inherit", "inherit"],
      cwd: directory,
    });
    return status ?? 1;
  } finally {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

function optionsFor(url: string): readonly string[] {
  const options = {
    checks: checks.join(","),
    "max-examples": examples,
    phases: "examples,coverage,fuzzing,stateful",
    "exclude-path-regex": `^${excluded}`,
    "generation-database": "none",
    seed: "7",
    "suppress-health-check": "all",
    "request-timeout": "60",
    warnings: "off",
  };
  const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return ["run", `${url}/openapi.json`, "--continue-on-failure", ...given];
}

function start(role: Role, directory: string): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const child = spawn(process.execPath, ["--import", "tsx", "api/main.ts"], {
    cwd: root,
    env: {
      ...process.env,
      RECKONER_ROLE: role,
      RECKONER_DATA_DIR: directory,
      RECKONER_PORT: "0",
      RECKONER_LOG_LEVEL: "error",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  return new Promise((resolve, reject) => {
    let said = "";
    child.once("exit", () => reject(new RangeError(`the server ended: ${said}`)));
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const url = /listens on (\S+)/.exec(said)?.[1];
      if (url) resolve({ url, stop });
    });
  });
}
