import { expect, it } from "vitest";

import type { Answer, AnswerMemory } from "#agent";
import { AppError } from "#core";

import { capabilitiesOf } from "../../agent/models/catalog.ts";
import { ScriptedModel } from "../support/scripted-model.ts";
import { answerOf, createTurn, lookUp } from "./turn-fixture.ts";

const replies = [{ calls: [lookUp] }, { text: "Premium accounts average 0.635 [e1]." }];

/** A turn over a model and its fallback, with a memory that tells what was kept in it. */
async function ask(model: ScriptedModel, fallback: ScriptedModel | null) {
  const kept: Answer[] = [];
  const answerMemory: AnswerMemory = {
    find: async () => null,
    keep: async (_, answer) => {
      kept.push(answer);
    },
  };
  const provider = "ollama";
  const capabilities = capabilitiesOf({ provider, name: "scripted" });
  const turn = await createTurn({ model, fallback, provider, name: "scripted", capabilities }, { answerMemory });
  const answer = answerOf(await turn.ask("Who scores higher?"));
  return { answer, kept };
}

it("keeps an answer of the model that was asked, and none that its fallback had a part in", async () => {
  const fallback = () => Object.assign(new ScriptedModel(replies.slice(1)), { model: "the smaller one" });
  const own = await ask(new ScriptedModel(replies), fallback());
  expect(own.kept).toEqual([own.answer]);
  const throttled = { throws: new AppError("LLM_THROTTLED", { detail: "Too many requests.", hint: "Wait." }) };
  const others = await ask(
    new ScriptedModel([...replies.slice(0, 1), ...Array.from({ length: 9 }, () => throttled)]),
    fallback(),
  );
  expect(others.answer.text).toBe(own.answer.text);
  expect(others.kept).toEqual([]);
});
