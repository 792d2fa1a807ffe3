import { expect, it } from "vitest";

import { runNode } from "../../../api/cli/programs/run-node.ts";

const never = new AbortController().signal;

it("gives the exit code of the program", async () => {
  expect(await runNode(["-e", "process.exit(3)"], never)).toBe(3);
  expect(await runNode(["-e", ""], never)).toBe(0);
});

it("asks the program to end at an abort, and gives the code that it ends with, or the signal's", async () => {
  const orderly =
    "process.once('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); process.kill(process.ppid, 0)";
  const stop = new AbortController();
  const ended = runNode(["-e", "setInterval(() => {}, 1000)"], stop.signal);
  stop.abort();
  expect(await ended).toBe(143);
  expect(await runNode(["-e", orderly], AbortSignal.abort())).toSatisfy((code: number) => code === 7 || code === 143);
});
