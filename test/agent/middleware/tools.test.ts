import { inspect } from "node:util";

import { ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";

import { AppError, type ErrorCode } from "#core";

import { createBedrockWire } from "../../support/bedrock-wire.ts";
import { countTool, createWireAgent, region, transcript } from "./agent-on-wire.ts";

const wire = createBedrockWire(region);
beforeAll(() => wire.start());
afterAll(() => wire.stop());
beforeEach(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
});
afterEach(() => {
  wire.reset();
  vi.unstubAllEnvs();
});

const secret = "hunter2-s3cret";
const generic =
  "error: The tool failed for a reason that has nothing to do with its input. " +
  "Do not call it the same way again; go on without it, and say what is missing.";

/** Runs a turn whose one tool throws what `fail` throws. */
async function askFailing(fail: () => never, json = "{}") {
  const lines: string[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  const failing = tool(fail, {
    name: "fail",
    description: "Fails.",
    schema: z.object({ n: z.number().optional() }),
  });
  const agent = await createWireAgent({ tools: [failing], log });
  wire.reply({ toolUses: [{ id: "t1", name: "fail", json }] }, { text: ["I could not find out."] });
  const turn = await agent.ask("Try it.");
  return { turn, lines };
}

describe("a tool that fails", () => {
  test.each(["SQL_REFUSED", "ENTITY_NOT_FOUND", "QUESTION_TOO_LONG"] as const)(
    "tells the model code, detail and hint of %s, and that it failed",
    async (code: ErrorCode) => {
      const { turn } = await askFailing(() => {
        throw new AppError(code, {
          detail: "It is so.",
          hint: "Do this.",
          cause: new Error(secret),
        });
      });
      expect(transcript(turn.messages)).toEqual(["", `error: ${code}: It is so. Do this.`, "I could not find out."]);
      expect(wire.requests[1]?.body.messages[2]?.content[0]?.toolResult).toEqual({
        toolUseId: "t1",
        content: [{ text: `${code}: It is so. Do this.` }],
        status: "error",
      });
      expect(turn.error).toBeNull();
    },
  );

  test.each([
    [
      "an error for the operator",
      () => {
        throw new AppError("RESULTS_DAMAGED", { detail: `/srv/${secret}`, hint: secret });
      },
    ],
    [
      "an error of a library",
      () => {
        throw new Error(`cannot open postgres://admin:${secret}@db/prod`, {
          cause: new Error(secret),
        });
      },
    ],
    [
      "something that is no error",
      () => {
        throw secret as unknown as Error;
      },
    ],
    [
      "nothing at all",
      () => {
        throw null as unknown as Error;
      },
    ],
  ])("keeps %s from the model, its messages and the log", async (_title, fail: () => never) => {
    const { turn, lines } = await askFailing(fail);
    expect(transcript(turn.messages)[1]).toBe(generic);
    const seen = [wire.requests.map(({ body }) => body), turn.messages, turn.streamed, lines];
    // Inspected, not serialized: JSON leaves the words of an error out.
    expect(inspect(seen, { depth: null })).not.toContain(secret);
    expect(inspect(seen[0], { depth: null })).not.toContain(import.meta.dirname);
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(["tool-failed"]);
  });

  test("tells the model which field of its input is wrong, without a stack", async () => {
    const { turn } = await askFailing(() => {
      throw new Error("never runs");
    }, '{"n":"many"}');
    expect(transcript(turn.messages)[1]).toMatch(
      /^error: TOOL_INPUT_INVALID: .*expected number.* at n\. Mend the input/,
    );
    expect(transcript(turn.messages)[1]).not.toMatch(/\bat .*[/\\]|node_modules|\.ts|\.js/);
  });

  test("ends the turn where it was stopped on purpose", async () => {
    const { turn } = await askFailing(() => {
      throw new AppError("TURN_TIMEOUT", { detail: "Too long.", hint: "Ask for less." });
    });
    expect(turn.error?.code).toBe("TURN_TIMEOUT");
    expect(wire.requests).toHaveLength(1);
  });

  test("a tool that does not exist is named to the model with those that do", async () => {
    const agent = await createWireAgent();
    wire.reply({ toolUses: [{ id: "t1", name: "invented", json: "{}" }] }, { text: ["Sorry."] });
    const { messages, error } = await agent.ask("Try it.");
    expect(transcript(messages)[1]).toBe("error: Error: invented is not a valid tool, try one of [count].");
    expect(error).toBeNull();
  });
});

describe("limits", () => {
  const step = (n: number) => ({
    toolUses: [{ id: `t${n}`, name: "count", json: `{"of":"${n}"}` }],
  });

  test("calls past the budget are refused in words, and the model still answers", async () => {
    const ran: string[] = [];
    const agent = await createWireAgent({
      maxToolCalls: 2,
      tools: [countTool((of) => ran.push(of))],
    });
    wire.reply(
      step(1),
      { toolUses: [2, 3].flatMap((n) => step(n).toolUses) },
      { text: ["As far as I know, 7."] },
      step(4),
      { text: ["7."] },
    );
    const { messages } = await agent.ask("How many?");
    expect(ran).toEqual(["1", "2"]);
    const refused = messages.find((message) => ToolMessage.isInstance(message) && message.tool_call_id === "t3");
    expect(refused && transcript([refused])).toEqual([
      "error: Not run: the 2 tool calls for this question are used up. Answer now with what you have, and say what is missing.",
    ]);
    expect(messages.at(-1)?.text).toBe("As far as I know, 7.");
    // The next question has a budget of its own.
    await agent.ask("And now?");
    expect(ran).toEqual(["1", "2", "4"]);
  });

  test("a model that never comes to an answer ends the turn, and the thread goes on", async () => {
    const agent = await createWireAgent({ maxModelCalls: 3 });
    wire.reply(step(1), step(2), step(3), { text: ["Now I know."] });
    const { error } = await agent.ask("How many?");
    expect([error?.code, error?.detail]).toEqual(["LLM_INCOMPLETE", "The model came to no answer in 3 steps."]);
    expect(wire.requests).toHaveLength(3);
    expect(await agent.ask("Well?")).toMatchObject({ streamed: ["Now I know."], error: null });
  });
});
