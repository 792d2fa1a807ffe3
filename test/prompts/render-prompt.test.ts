import { expect, it } from "vitest";

import { isAppError } from "#core";
import { renderPrompt } from "#prompts";

it("fills the slots of a prompt", () => {
  const text = renderPrompt("repair", { problems: '- "0.777" is in no evidence\n- {{title}}' });
  expect(text).toContain('agree with the tools\' results:\n- "0.777" is in no evidence\n- {{title}}\n\nWrite');
  expect(text).toBe(text.trim());
});

it("takes what is filled in as it is, also where it looks like a pattern of a replacement", () => {
  expect(renderPrompt("repair", { problems: "$& $1 $$" })).toContain("\n$& $1 $$\n");
});

it.each([
  [{}, "problems is missing"],
  [{ problems: "x", extra: "y" }, "extra is not in it"],
  [{ problem: "x" }, "problems is missing, problem is not in it"],
])("refuses a prompt with a hole: %j", (slots, fault) => {
  let thrown: unknown;
  try {
    renderPrompt("repair", slots);
  } catch (error) {
    thrown = error;
  }
  expect(isAppError(thrown, "INTERNAL") && thrown.detail).toBe(`The prompt repair cannot be filled: ${fault}.`);
});
