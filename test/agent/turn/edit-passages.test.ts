import { describe, expect, it } from "vitest";

import { createPassageEditor } from "../../../agent/turn/edit-passages.ts";

const editor = () => createPassageEditor({ role: "analyst", idPattern: "^user_[0-9]{5}$" });

describe("a passage of an answer", () => {
  it.each([
    ["![chart](https://collector.example/a.png?q=0.62) Engagement is 0.62.", "chart Engagement is 0.62."],
    ["See ![](https://collector.example/a.png).", "See ."],
    ["![a chart][1] follows.", "a chart follows."],
  ])("loses pictures from elsewhere: %s", (passage, told) => {
    const one = editor();
    expect([one.rewrite(passage), one.notes]).toEqual([told, ["a picture from elsewhere was left out"]]);
  });

  it("keeps what only looks like one", () => {
    const one = editor();
    const text = "It is 0.62! [e1] (as of [e2]), and [the page](https://reckoner.example).";
    expect([one.rewrite(text), one.notes]).toEqual([text, []]);
  });

  it("has personal data masked, and that is noted", () => {
    const one = editor();
    expect(one.rewrite("Write to jane@example.com.")).toBe("Write to [email withheld].");
    expect(one.notes).toEqual(["personal data (email) was masked"]);
  });
});
