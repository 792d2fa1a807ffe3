import { describe, expect, it } from "vitest";

import { checkCausalWording } from "../../../agent/checks/index.ts";

describe("checkCausalWording", () => {
  it.each([
    ["Premium causes higher engagement.", "Premium goes with higher engagement."],
    ["More posts lead to more reactions.", "More posts go along with more reactions."],
    ["Inactivity leads to churn.", "Inactivity goes along with churn."],
    ["Churn is higher because of low use.", "Churn is higher alongside low use."],
    ["Because of this habit they stay.", "Alongside this habit they stay."],
    ["The gap is due to price.", "The gap is tied to price."],
    ["Posting drives engagement.", "Posting goes with engagement."],
    ["Posts drive engagement.", "Posts go with engagement."],
    ["Engagement is mostly driven by logins.", "Engagement is mostly tied to logins."],
    ["More events result in more connections.", "More events go with more connections."],
    ["It makes users more active.", "It goes with users being more active."],
    ["Premium makes users stay.", "Premium goes with users who stay."],
    ["Notifications will increase engagement.", "Notifications would, by the model's estimate, increase engagement."],
    ["Low use was caused by bugs.", "Low use went with bugs."],
    ["A habit that causes churn is rare.", "A habit that goes with churn is rare."],
  ])("softens %j", (written, softened) => {
    const checked = checkCausalWording(written);
    expect(checked.text).toBe(softened);
    expect(checked.notes).toHaveLength(1);
    expect(checked.needsCaveat).toBe(true);
  });

  it.each([
    "Does premium cause higher engagement?",
    "This does not cause churn.",
    "A correlation is not a cause of anything.",
    "The difference is not due to chance.",
    'You asked what "drives engagement" here.',
    "The column `drives_engagement` is none.",
    "The model's prediction rises because of the logins.",
    "The prediction was caused by few logins.",
    "The root cause is not known.",
    "The main drivers are logins and posts.",
    "```\nPremium causes churn.\n```",
    "It cannot be said that premium leads to anything.",
  ])("leaves %j as it is", (written) => {
    expect(checkCausalWording(written)).toMatchObject({ text: written, notes: [] });
  });

  it("asks for the caveat where a relation or simulation is told, and not elsewhere", () => {
    expect(checkCausalWording("The correlation is 0.3.").needsCaveat).toBe(true);
    expect(checkCausalWording("The simulated uplift is 0.03.").needsCaveat).toBe(true);
    expect(checkCausalWording("There are 12 customers.").needsCaveat).toBe(false);
  });

  it("keeps everything around the softened words, and says what it changed", () => {
    const written = "## Result\n\nPosting drives use [e1]. It is 0.3.\n\n- Events cause joy\n- Sleep\n";
    expect(checkCausalWording(written)).toEqual({
      text: "## Result\n\nPosting goes with use [e1]. It is 0.3.\n\n- Events go with joy\n- Sleep\n",
      notes: ['"drives" was told as "goes with"', '"cause" was told as "go with"'],
      needsCaveat: true,
    });
  });
});
