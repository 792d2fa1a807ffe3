import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { askRequest } from "../../support/build-app.ts";
import { buildLiveRun } from "../../support/build-live-run.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** A chat model over HTTP that answers when it is told to. */
async function startHeldModel() {
  const waiting: ServerResponse[] = [];
  let tellAsked = () => {};
  const asked = new Promise<void>((resolve) => {
    tellAsked = resolve;
  });
  const server = createServer((request, response) => {
    request.resume();
    waiting.push(response);
    tellAsked();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo;
  const chunk = (delta: unknown, reason: string | null) =>
    `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 0, model: "m", choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    asked,
    release: () => {
      for (const response of waiting) {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.end(
          `${chunk({ role: "assistant", content: "I cannot say." }, null)}${chunk({}, "stop")}data: [DONE]\n\n`,
        );
      }
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let directory: string;
let model: Awaited<ReturnType<typeof startHeldModel>>;
beforeEach(async () => {
  const { dataDirectory } = await buildLiveRun();
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-shutdown-"));
  await cp(dataDirectory, directory, { recursive: true });
  model = await startHeldModel();
}, 120_000);
afterEach(async () => {
  await model.close();
  await rm(directory, { recursive: true, force: true });
});

/** The server as `npm start` runs it, in a process of its own. */
async function startProcess(graceMs: number) {
  const child = spawn(process.execPath, ["--import", "tsx", "api/main.ts"], {
    cwd: root,
    stdio: ["ignore", "pipe", "ignore"],
    env: {
      PATH: process.env["PATH"],
      RECKONER_DATA_DIR: directory,
      RECKONER_ENV_FILE: "none",
      RECKONER_PORT: "0",
      RECKONER_SHUTDOWN_GRACE_MS: String(graceMs),
      RECKONER_LOG_LEVEL: "silent",
      MODEL: "openai-compatible:m",
      OPENAI_COMPATIBLE_BASE_URL: model.url,
    },
  });
  const ended = once(child, "exit");
  let said = "";
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const url = /http:\S+/.exec(said)?.[0];
    if (url) return { url, ended, stop: () => child.kill("SIGTERM") };
  }
  throw new RangeError("the server said nothing of where it listens");
}

describe("SIGTERM", () => {
  it("lets a running turn end before the process does", async () => {
    const server = await startProcess(30_000);
    const answer = fetch(`${server.url}/v1/ask`, askRequest({ question: "How many customers are there?" }));
    await model.asked;
    server.stop();
    // The port is given up at once: a request that comes now is for another process.
    await expect
      .poll(() =>
        fetch(`${server.url}/healthz`).then(
          () => "answered",
          () => "refused",
        ),
      )
      .toBe("refused");
    model.release();
    expect([(await answer).status, await server.ended]).toEqual([200, [0, null]]);
  }, 60_000);

  it("ends a turn that takes too long with an error that says so", async () => {
    const server = await startProcess(100);
    const accept = "text/event-stream";
    const answer = await fetch(`${server.url}/v1/ask`, askRequest({ question: "How many?" }, { accept }));
    await model.asked;
    server.stop();
    expect(await answer.text()).toContain('"code":"TURN_ABORTED"');
    expect(await server.ended).toEqual([0, null]);
  }, 60_000);
});
