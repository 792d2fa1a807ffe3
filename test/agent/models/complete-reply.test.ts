import { AIMessage, AIMessageChunk } from "@langchain/core/messages";
import { describe, expect, test } from "vitest";

import { completeReply, cutToolCallsOf, stopReasonOf, tidyContent } from "../../../agent/models/complete-reply.ts";

describe("the stop reason", () => {
  test.each([
    [{ stopReason: "end_turn" }, "end_turn"],
    [{ messageStop: { stopReason: "tool_use" } }, "tool_use"],
    [{ finish_reason: "length" }, "length"],
    [{ done_reason: "stop" }, "stop"],
    [{ finish_reason: "" }, null],
    [{ messageStart: { role: "assistant" } }, null],
    [{}, null],
  ])("of %j is %s", (response_metadata, reason) => {
    expect(stopReasonOf(new AIMessage({ content: "x", response_metadata }))).toBe(reason);
  });
});

describe("a reply", () => {
  test("keeps id, calls and usage, and says which model gave it", () => {
    const usage_metadata = { input_tokens: 3, output_tokens: 2, total_tokens: 5 };
    const call = { type: "tool_call" as const, id: "t1", name: "count", args: { of: "a" } };
    const reply = completeReply(
      new AIMessageChunk({
        id: "run-1",
        content: "Hm.",
        tool_calls: [call],
        tool_call_chunks: [{ type: "tool_call_chunk", id: "t1", index: 1, name: "count", args: '{"of":"a"}' }],
        usage_metadata,
        response_metadata: { messageStop: { stopReason: "tool_use" } },
      }),
      "some-model",
    );
    expect(reply).toEqual(
      new AIMessage({
        id: "run-1",
        content: "Hm.",
        tool_calls: [call],
        usage_metadata,
        response_metadata: {
          messageStop: { stopReason: "tool_use" },
          stopReason: "tool_use",
          model_name: "some-model",
        },
      }),
    );
  });

  test("with a call whose JSON nobody can mend keeps the call as cut, so that the model is told", () => {
    const reply = completeReply(
      new AIMessageChunk({
        content: "",
        tool_call_chunks: [{ type: "tool_call_chunk", id: "t1", index: 0, name: "count", args: "[1" }],
        response_metadata: { stopReason: "tool_use" },
      }),
      "m",
    );
    expect(reply.tool_calls).toEqual([{ type: "tool_call", id: "t1", name: "count", args: {} }]);
    expect(cutToolCallsOf(reply)).toEqual(["t1"]);
  });

  test("with a call whose JSON LangChain has mended by guessing keeps it as cut, whatever the stop reason", () => {
    const message = new AIMessageChunk({
      content: "",
      tool_call_chunks: [
        { type: "tool_call_chunk", id: "t1", index: 0, name: "count", args: '{"of":"rev' },
        { type: "tool_call_chunk", id: "t2", index: 1, name: "count", args: '{"of":"all"}' },
      ],
      response_metadata: { stopReason: "tool_use" },
    });
    expect(message.tool_calls?.[0]?.args).toEqual({ of: "rev" });
    const reply = completeReply(message, "m");
    expect(reply.tool_calls?.map(({ args }) => args)).toEqual([{}, { of: "all" }]);
    expect(cutToolCallsOf(reply)).toEqual(["t1"]);
  });

  test.each([
    ["no stop reason", "half", {}],
    ["a reason that says the model talked nonsense", "half", { stopReason: "malformed_model_output" }],
    ["nothing said", "", { stopReason: "end_turn" }],
    ["only blanks said", [{ type: "text" as const, text: " \n" }], { stopReason: "end_turn" }],
  ])("with %s is refused", (_title, content, response_metadata) => {
    expect(() => completeReply(new AIMessage({ content, response_metadata }), "m")).toThrow(
      expect.objectContaining({ code: "LLM_INCOMPLETE" }),
    );
  });
});

describe("content", () => {
  test("has adjacent texts joined and blank ones left out, all else as it was", () => {
    const reasoning = { type: "reasoning" as const, reasoning: "Hm.", signature: "s" };
    const text = (words: string) => ({ type: "text" as const, text: words });
    expect(tidyContent([text("\n"), reasoning, text("\n\n"), text("It "), text("is."), reasoning, text(" ")])).toEqual([
      reasoning,
      text("\n\nIt is."),
      reasoning,
    ]);
    expect([tidyContent("It is."), tidyContent(" \n")]).toEqual(["It is.", ""]);
  });
});
