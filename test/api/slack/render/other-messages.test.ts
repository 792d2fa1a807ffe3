import { describe, expect, it } from "vitest";

import { AppError } from "#core";

import { readThumb, thumbValue } from "../../../../api/slack/render/action-ids.ts";
import { renderDigest } from "../../../../api/slack/render/render-digest.ts";
import { renderError } from "../../../../api/slack/render/render-error.ts";
import { renderHome } from "../../../../api/slack/render/render-home.ts";
import { renderOffer } from "../../../../api/slack/render/render-offer.ts";
import { buildAnswer } from "../../../support/build-answer.ts";

const signs = { namesCustomer: (text: string) => text.includes("user_"), givesSingleRows: () => false };
const mrkdwn = (text: string) => ({ type: "mrkdwn", text, verbatim: true });
const plain = (text: string) => ({ type: "plain_text", text, emoji: false });
const section = (text: string) => ({ type: "section", text: mrkdwn(text) });
const header = (text: string) => ({ type: "header", text: plain(text) });
const link = (actionId: string, text: string, url: string) => ({
  type: "button",
  action_id: actionId,
  text: plain(text),
  url,
});
const ask = (place: number, text: string, value = text) => ({
  type: "button",
  action_id: `ask-${place}`,
  text: plain(text),
  value,
});

describe("an error in Slack", () => {
  const rendered = (code: "QUESTION_TOO_LONG" | "ENGINE_UNAVAILABLE" | "RESULTS_DAMAGED") =>
    renderError(new AppError(code, { detail: "It has 9 > 8 letters.", hint: "Ask <shorter>." }));

  it("says what happened and what to do, where that is the person's to do", () => {
    const text = "It has 9 &gt; 8 letters. Ask &lt;shorter&gt;.";
    expect(rendered("QUESTION_TOO_LONG")).toEqual({ text, blocks: [section(text)] });
  });

  it("says of the service's own troubles only what they mean for who asked", () => {
    expect(rendered("ENGINE_UNAVAILABLE").text).toBe("The query engine cannot be reached. Try again in a moment.");
    expect(rendered("RESULTS_DAMAGED").text).toBe(
      "The results are incomplete or damaged. Tell whoever runs this: RESULTS_DAMAGED.",
    );
  });
});

describe("an offer", () => {
  it("is a sentence and questions to press", () => {
    expect(renderOffer("What would you like to know?", ["How many?", "Why?"])).toEqual({
      text: "What would you like to know?",
      blocks: [
        section("What would you like to know?"),
        { type: "actions", elements: [ask(1, "How many?"), ask(2, "Why?")] },
      ],
    });
  });
});

describe("the Home tab", () => {
  it("tells how fresh the data is, what can be asked, what was asked and what was saved", () => {
    const home = renderHome({
      title: "Customers",
      about: "Who stays & who leaves.",
      data: { snapshotDate: "2026-11-20", runId: "run_1", isStale: true, alerts: ["Scores drifted."] },
      recent: [{ question: "How many?", askedAt: "20 November", webUrl: "https://reckoner.test/t/1" }],
      saved: [{ title: "Weekly", answers: 2, webUrl: null }],
      examples: ["Why?"],
      webUrl: "https://reckoner.test",
    });
    expect(home).toEqual({
      type: "home",
      blocks: [
        header("Customers"),
        section("Who stays &amp; who leaves."),
        section("*Data of 2026-11-20.* It is older than it should be."),
        { type: "context", elements: [mrkdwn("Run run_1"), mrkdwn("⚠ Scores drifted.")] },
        { type: "actions", elements: [link("open-web", "Open in web", "https://reckoner.test")] },
        { type: "divider" },
        header("You could ask"),
        { type: "actions", elements: [ask(1, "Why?")] },
        { type: "divider" },
        header("Your recent questions"),
        {
          ...section("How many?\n20 November"),
          accessory: link("open-web-recent-1", "Open", "https://reckoner.test/t/1"),
        },
        { type: "divider" },
        header("Your saved answers"),
        section("Weekly\n2 answers"),
      ],
    });
  });
});

describe("a digest", () => {
  const about = (text: string) => buildAnswer({ text, caveats: [] });

  it("tells each question with the lead of its answer, and nothing of single customers", () => {
    const items = [
      { question: "Which plan?", answer: buildAnswer(), webUrl: "https://reckoner.test/a/1" },
      { question: "Who?", answer: about("user_12345 is at risk."), webUrl: null },
      { question: "Why?", answer: null, webUrl: null },
    ];
    expect(renderDigest({ title: "The week", snapshotDate: "2026-11-20", items }, signs)).toEqual([
      {
        text: "The week, data of 2026-11-20",
        blocks: [
          header("The week"),
          { type: "context", elements: [mrkdwn("Data of 2026-11-20")] },
          section("*Which plan?*"),
          { type: "markdown", text: "**Premium** scores higher: 0.75 against 0.25 [e1]." },
          { type: "context", elements: [mrkdwn("Keep in mind: A difference between groups is not a cause.")] },
          { type: "actions", elements: [link("open-web-1", "Open in web", "https://reckoner.test/a/1")] },
          section("*Who?*"),
          section("The answer shows single customers, so it is not told here."),
          section("*Why?*"),
          section("This could not be answered today."),
        ],
      },
    ]);
  });
});

describe("a thumb's value", () => {
  it("is read back as it was written, and nothing else is", () => {
    const thumb = { verdict: "down", answerId: "answer_1:x" } as const;
    expect(readThumb(thumbValue(thumb))).toEqual(thumb);
    expect(["up:", "sideways:answer_1", ""].map(readThumb)).toEqual([null, null, null]);
  });
});
