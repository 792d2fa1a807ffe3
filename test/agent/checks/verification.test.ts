import { beforeAll, describe, expect, it } from "vitest";

import { checkText, markUntraced, verificationOf, type EvidenceIndex } from "../../../agent/checks/index.ts";
import { loadIndex } from "./turn-fixture.ts";

let index: EvidenceIndex;

beforeAll(async () => {
  index = await loadIndex();
});

describe("markUntraced", () => {
  it("marks each untraced number and name, and nothing else", () => {
    const text = "Premium averages 0.635, free 0.777; `loyalty_index` is −4.1 % of user_99999.";
    expect(markUntraced(text, checkText(text, index).untraced)).toBe(
      "Premium averages 0.635, free 0.777 [unverified]; `loyalty_index` [unverified] is −4.1 % [unverified] of user_99999 [unverified].",
    );
  });

  it("leaves a text without faults as it is", () => {
    expect(markUntraced("Premium averages 0.635.", [])).toBe("Premium averages 0.635.");
  });
});

describe("verificationOf", () => {
  it("counts claims by kind and status", () => {
    const { claims } = checkText(
      "Premium (`premium`) averages 0.635 and free 0.512, 23.9 % more than 0.777, the top 33 of 25.",
      index,
    );
    expect(verificationOf(claims, true, ["a note"])).toEqual({
      numbers: 6,
      names: 1,
      traced: 3,
      derived: 1,
      given: 1,
      untraced: 2,
      repaired: true,
      notes: ["a note"],
    });
  });
});
