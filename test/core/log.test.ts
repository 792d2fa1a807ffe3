import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What a process prints that logs the given things; logging writes to standard error itself. */
async function logged(level: string, statements: string) {
  const script = `import { createLogger } from "#core"; const log = createLogger("${level}"); ${statements}`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", script];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root });
  return {
    stdout,
    lines: stderr
      .trim()
      .split("\n")
      .filter(Boolean)
      .map((line): unknown => JSON.parse(line)),
  };
}

it("writes one line of JSON an event to standard error, at its level and above, with no machine's name", async () => {
  const { stdout, lines } = await logged(
    "info",
    `log.debug({ event: "quiet" }); log.info({ event: "turn-answered", count: 3 });`,
  );
  expect(stdout).toBe("");
  expect(lines).toEqual([
    { level: "info", time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), event: "turn-answered", count: 3 },
  ]);
});

it("leaves secrets out, wherever they are one level deep", async () => {
  const names = ["authorization", "apiKey", "token", "password", "secret"];
  const secrets = Object.fromEntries(names.map((name) => [name, "hunter2"]));
  const { lines } = await logged(
    "info",
    `log.info({ nested: ${JSON.stringify(secrets)}, ...${JSON.stringify(secrets)} });`,
  );
  expect(JSON.stringify(lines)).not.toContain("hunter2");
});
