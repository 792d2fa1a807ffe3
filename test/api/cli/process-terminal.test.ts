import { PassThrough } from "node:stream";
import { expect, it } from "vitest";

import { createProcessTerminal } from "../../../api/cli/process-terminal.ts";

function open() {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough({ highWaterMark: 4 }), new PassThrough()];
  return { stdin, stdout, terminal: createProcessTerminal({ stdin, stdout, stderr }) };
}

it("reads standard input in pieces, with a character whole that comes in two", async () => {
  const { stdin, terminal } = open();
  const bytes = Buffer.from("aé\n");
  stdin.write(bytes.subarray(0, 2));
  stdin.end(bytes.subarray(2));
  let text = "";
  for await (const piece of terminal.readPieces(new AbortController().signal)) text += piece;
  expect(text).toBe("aé\n");
});

it("ends an input that does not end by itself when it is told to stop", async () => {
  const { stdin, terminal } = open();
  const stop = new AbortController();
  const pieces: string[] = [];
  stdin.write("a");
  for await (const piece of terminal.readPieces(stop.signal)) {
    pieces.push(piece);
    stop.abort();
  }
  expect(pieces).toEqual(["a"]);
});

it("waits where whoever reads the output is slower", async () => {
  const { stdout, terminal } = open();
  terminal.out.write("abcdefgh");
  let isFlushed = false;
  const flushed = terminal.out.flushed().then(() => (isFlushed = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isFlushed).toBe(false);
  stdout.resume();
  await flushed;
  await terminal.out.flushed();
});

it.each([
  ["a terminal with colours", true, {}, true],
  ["a pipe", false, {}, false],
  ["NO_COLOR", true, { NO_COLOR: "1" }, false],
  ["an empty NO_COLOR", true, { NO_COLOR: "" }, true],
  ["FORCE_COLOR in a pipe", false, { FORCE_COLOR: "1" }, true],
  ["FORCE_COLOR=0", true, { FORCE_COLOR: "0" }, false],
  ["both", true, { NO_COLOR: "1", FORCE_COLOR: "1" }, true],
  ["a terminal that has none", true, { TERM: "dumb" }, false],
])("colours or not: %s", (_name, isTTY, env, isColoured) => {
  // Node's own streams ask the environment that they are given.
  const hasColors = (given?: unknown) =>
    !(typeof given === "object" && given !== null && "TERM" in given && given.TERM === "dumb");
  const stdout = Object.assign(new PassThrough(), { isTTY, hasColors });
  const { out } = createProcessTerminal({ stdin: new PassThrough(), stdout, stderr: new PassThrough(), env });
  expect(out).toMatchObject({ isColoured, isTerminal: isTTY });
});
