import { AIMessage, HumanMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { dropOldThinking } from "../../../agent/middleware/drop-old-thinking.ts";
import { repairThread } from "../../../agent/middleware/repair-thread.ts";
import { complaintAbout, type WireMessage } from "../../support/bedrock-wire.ts";

const call = (id: string) => ({ type: "tool_call" as const, id, name: "count", args: {} });
const human = (text: string) => new HumanMessage(text);
const result = (id: string, content = "7") => new ToolMessage({ tool_call_id: id, name: "count", content });

/** Who says what, short: enough to compare threads. */
const shape = (messages: readonly BaseMessage[]) =>
  messages.map((message) => [
    message.type,
    message.text,
    ...(AIMessage.isInstance(message) ? (message.tool_calls ?? []).map(({ id }) => id) : []),
    ...(ToolMessage.isInstance(message) ? [message.tool_call_id, message.status] : []),
  ]);

/** The messages as Converse gets them, as far as its rules look. */
function toWire(messages: readonly BaseMessage[]): WireMessage[] {
  const wire: { role: string; content: WireMessage["content"] }[] = [];
  for (const message of messages) {
    if (ToolMessage.isInstance(message)) {
      const block = {
        toolResult: { toolUseId: message.tool_call_id, content: [{ text: message.text }] },
      };
      const last = wire.at(-1);
      if (last?.role === "user" && last.content[0]?.toolResult) last.content = [...last.content, block];
      else wire.push({ role: "user", content: [block] });
    } else {
      const calls = AIMessage.isInstance(message) ? (message.tool_calls ?? []) : [];
      const texts = typeof message.content === "string" ? [message.content] : message.content.map(() => message.text);
      wire.push({
        role: message.type === "ai" ? "assistant" : "user",
        content: [
          ...texts.filter((text) => text !== "").map((text) => ({ text })),
          ...calls.map(({ id, name, args }) => ({
            toolUse: { toolUseId: id ?? "", name, input: args },
          })),
        ],
      });
    }
  }
  return wire;
}

describe("a thread that was broken off", () => {
  test("a whole thread is left as it is, message by message", () => {
    const thread = [
      human("How many?"),
      new AIMessage({ content: "Looking.", tool_calls: [call("t1"), call("t2")] }),
      result("t1"),
      result("t2"),
      new AIMessage("7."),
      human("Sure?"),
    ];
    expect(repairThread(thread)).toEqual(thread);
    expect(repairThread(thread).every((message, i) => message === thread[i])).toBe(true);
  });

  test("calls without a result get one, in their place", () => {
    const thread = [
      human("How many?"),
      new AIMessage({ content: "", tool_calls: [call("t1"), call("t2")] }),
      result("t2"),
      human("Well?"),
    ];
    expect(shape(repairThread(thread))).toEqual([
      ["human", "How many?"],
      ["ai", "", "t1", "t2"],
      ["tool", "This call was stopped before it gave a result.", "t1", "error"],
      ["tool", "7", "t2", undefined],
      ["ai", "(This question was stopped before it was answered.)"],
      ["human", "Well?"],
    ]);
  });

  test("a question without an answer gets a note that it has none", () => {
    expect(shape(repairThread([human("One?"), human("Two?")]))).toEqual([
      ["human", "One?"],
      ["ai", "(This question was stopped before it was answered.)"],
      ["human", "Two?"],
    ]);
  });

  test("what says nothing is left out, and an empty result says so", () => {
    const thread = [
      new AIMessage("Before the first question."),
      human("How many?"),
      new AIMessage({ content: [{ type: "text", text: "\n" }], tool_calls: [call("t1")] }),
      result("t1", ""),
      result("t9"),
      new AIMessage(" "),
    ];
    expect(shape(repairThread(thread))).toEqual([
      ["human", "How many?"],
      ["ai", "", "t1"],
      ["tool", "(empty)", "t1", undefined],
    ]);
  });

  test("no thread cut out of whole turns and put together anyhow is refused", () => {
    const piece = fc.oneof(
      fc.constantFrom("One?", "Two?").map(human),
      fc.constantFrom("Yes.", " ", "").map((text) => new AIMessage(text)),
      fc
        .uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 3 })
        .map((ids) => new AIMessage({ content: "", tool_calls: ids.map(call) })),
      fc.constantFrom("a", "b", "c", "d").map((id) => result(id)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const repaired = repairThread([human("First?"), ...pieces, human("Last?")]);
        expect(complaintAbout(toWire(repaired))).toBeNull();
        expect(repaired.at(-1)?.text).toBe("Last?");
        expect(shape(repairThread(repaired))).toEqual(shape(repaired));
      }),
      { seed: 7, numRuns: 400 },
    );
  });
});

describe("reasoning", () => {
  const thought = (text: string, model?: string) =>
    new AIMessage({
      content: [
        { type: "reasoning", reasoning: "Hm." },
        { type: "text", text },
      ],
      response_metadata: model === undefined ? {} : { model_name: model },
    });
  const hasReasoning = (message: BaseMessage) =>
    typeof message.content !== "string" && message.content.some(({ type }) => type === "reasoning");

  test("is kept in the turn under way only, and only what the same model thought", () => {
    const thread = [human("One?"), thought("Yes."), human("Two?"), thought("No.", "m1"), thought("Maybe.", "m2")];
    expect(dropOldThinking(thread, "m1").map(hasReasoning)).toEqual([false, false, false, true, false]);
    expect(dropOldThinking(thread, "m1").map(({ text }) => text)).toEqual(["One?", "Yes.", "Two?", "No.", "Maybe."]);
  });
});
