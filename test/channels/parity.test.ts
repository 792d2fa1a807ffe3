import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { localPrincipal } from "../../api/local-principal.ts";
import { openLiveService, type LiveService } from "../support/open-live-service.ts";
import { askDirectly, openChannels, type Channels } from "./channels.ts";
import { notReadIn, type Told } from "./told.ts";

/** A conversation of each kind; `CUSTOMER` stands for one that there is. */
const conversations: readonly (readonly [kind: string, questions: readonly string[]])[] = [
  ["a figure", ["What is the average engagement score of premium customers?"]],
  ["a table", ["Average engagement score by device type"]],
  ["a chart", ["What are the top 5 features that predict high engagement?"]],
  ["a comparison", ["Do premium customers engage more than free customers?"]],
  ["a refusal", ["Delete all customers who churned"]],
  ["what no model may use", ["Which customers are pregnant?"]],
  ["what the data cannot tell", ["What was our marketing spend last month?"]],
  ["a question back", ["How is the score?"]],
  ["one customer", ["Why did CUSTOMER churn?"]],
  ["a what-if", ["What if notification click rate went up by 20 %?"]],
  ["a follow-up", ["How many customers are at risk of churn?", "And for premium only?"]],
  ["a model", ["How accurate is the churn model?"]],
];
const dataChannels = ["HTTP, JSON", "HTTP, event stream", "the page", "MCP, structured", "command line, --json"];
/** Over MCP the queries come with the structured answer. */
const readChannels = [
  ["MCP, text", false],
  ["command line", true],
  ["Slack", true],
] as const;

let live: LiveService;
let channels: Channels;
let expected: ReadonlyMap<string, readonly Told[]>;
let customer: string;

beforeAll(async () => {
  // Nothing is remembered: each channel's answers are made for it.
  live = await openLiveService({ cacheAnswers: false });
  channels = await openChannels(live.service, live.directory);
  const sql = "SELECT customer_id FROM final_results ORDER BY 1 LIMIT 1";
  const { rows } = await live.service.operations.results.query(
    localPrincipal("analyst"),
    sql,
    new AbortController().signal,
  );
  customer = String(rows[0]?.[0]);
  const told = new Map<string, readonly Told[]>();
  for (const [kind, questions] of conversations) told.set(kind, await askDirectly(live.service, named(questions)));
  expected = told;
}, 240_000);
afterAll(async () => {
  await channels.close();
  await live.remove();
});

const named = (questions: readonly string[]) => questions.map((question) => question.replace("CUSTOMER", customer));

it("asks every kind of question: with figures and without, understood and not", () => {
  const all = [...expected.values()].flat();
  expect(new Set(all.map(({ outcome }) => outcome))).toEqual(
    new Set(["answered", "asked-back", "not-in-data", "refused"]),
  );
  expect(all.filter(({ figures }) => figures.length > 3).length).toBeGreaterThan(5);
  expect(all.filter(({ lookedUp }) => lookedUp.some(({ sql }) => sql !== null)).length).toBeGreaterThan(5);
  expect(all.some(({ caveats }) => caveats.length > 0)).toBe(true);
  expect(all.every(({ citations, lookedUp }) => citations.length <= lookedUp.length)).toBe(true);
});

it("covers every channel that there is", () => {
  expect([Object.keys(channels.data), Object.keys(channels.read)]).toEqual([
    dataChannels,
    readChannels.map(([name]) => name),
  ]);
});

describe.each(dataChannels)("%s", (channel) => {
  it.each(conversations)("tells the same of %s", async (kind, questions) => {
    expect(await channels.data[channel]?.(named(questions))).toEqual(expected.get(kind));
  });
});

describe.each(readChannels)("what a person reads in %s", (channel, showsQueries) => {
  it.each(conversations)("is the whole answer to %s", async (kind, questions) => {
    const shown = (await channels.read[channel]?.(named(questions))) ?? [];
    const told = expected.get(kind) ?? [];
    expect(shown.map((text, index) => notReadIn(text, told[index] ?? nothingTold, showsQueries))).toEqual(
      told.map(() => []),
    );
  });
});

/** What another answer says is missed: a channel that showed the wrong one would be found out. */
const nothingTold: Told = {
  outcome: "answered",
  text: "There is an answer too many.",
  figures: [],
  caveats: [],
  followUps: [],
  citations: [],
  lookedUp: [],
};

it("would find a figure, a caveat or a query that is not told", async () => {
  const [told = nothingTold] = expected.get("a comparison") ?? [];
  const shown =
    (await channels.read["command line"]?.(named(["Do premium customers engage more than free customers?"])))?.[0] ??
    "";
  const figure = told.figures.find((one) => one.includes(".")) ?? "";
  const { caveats, lookedUp } = told;
  const sql = lookedUp[0]?.sql?.split(" ")[1] ?? "";
  for (const part of [figure, caveats[0]?.split(" ")[3] ?? "", sql]) {
    expect(part).not.toBe("");
    expect(notReadIn(shown.replaceAll(part, ""), told, true)).not.toEqual([]);
  }
});
