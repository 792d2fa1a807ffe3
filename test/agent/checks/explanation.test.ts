import { beforeAll, describe, expect, it } from "vitest";

import type { Evidence } from "#tools";

import { checkExplanation } from "../../../agent/checks/index.ts";
import { loadTurn } from "./turn-fixture.ts";

let evidence: readonly Evidence[];

beforeAll(async () => {
  ({ evidence } = await loadTurn());
});

function problems(text: string) {
  return checkExplanation(text, evidence).map((problem) => problem.feature);
}

describe("checkExplanation", () => {
  it.each([
    "Days since last login raised the prediction most.",
    "The premium account type lowered the risk by 0.41.",
    "Days since last login and logins a day pushed the risk up, while account type pulled it down.",
    "The risk was raised by days since last login, and lowered by account type and total connections.",
    "Days since last login (+0.91), logins a day (+0.62) and account type (−0.41) matter.",
    "The largest contribution is days since last login.",
    "The second largest contribution is `avg_daily_logins`.",
    "The largest push down comes from account type: the strongest driver of lower risk.",
    "Account type did not raise the risk.",
    "Raising the notification click rate would lower the risk.",
    "Logins a day: 0.4 against a typical 2.7.",
    "One of the strongest factors is notification click rate.",
    "Days since last login (41, typically 6) raised it by 0.91, and account type (premium, typically free) lowered it by 0.41.",
    "Total connections reduces the risk, though notification click rate increases it.",
    "1. Days since last login\n2. Logins a day\n3. Account type",
  ])("accepts %j", (text) => {
    expect(problems(text)).toEqual([]);
  });

  it.each([
    ["Days since last login lowered the prediction.", ["days_since_last_login"]],
    ["The premium account type raised the risk by 0.41.", ["account_type"]],
    ["Days since last login and account type pushed the risk up.", ["account_type"]],
    ["The risk was raised by days since last login, and lowered by logins a day.", ["avg_daily_logins"]],
    [
      "Days since last login (41, typically 6) lowered it by 0.91, and account type (premium, typically free) raised it.",
      ["days_since_last_login", "account_type"],
    ],
    ["Days since last login (−0.91) matters.", ["days_since_last_login"]],
    ["Days since last login (+0.62) matters.", ["days_since_last_login"]],
    ["The largest contribution is logins a day.", ["avg_daily_logins"]],
    ["The second largest contribution is `session_consistency_score`.", ["session_consistency_score"]],
    [
      "Total connections increases the risk, though notification click rate reduces it.",
      ["total_connections", "notification_click_rate"],
    ],
    ["- **Account type** (+0.41): premium", ["account_type"]],
    ["1. Days since last login\n2. Account type\n3. Logins a day", ["avg_daily_logins"]],
  ])("finds what is wrong in %j", (text, features) => {
    expect(problems(text)).toEqual(features);
  });

  it("says what the evidence holds, and where the feature is named", () => {
    expect(checkExplanation("Yes. The account type raised the risk.", evidence)).toEqual([
      {
        start: 9,
        feature: "account_type",
        detail: "account_type is told to raise the prediction; e3: contribution -0.408, rank 3",
      },
    ]);
  });

  it("takes a statement as right where one of several explained predictions carries it, unless one is cited", () => {
    const first = evidence.find((item) => item.id === "e3")!;
    const second = {
      ...first,
      id: "e11",
      rows: first.rows.map((row) => row.map((cell, column) => (column === 4 ? -Number(cell) : cell))),
    };
    const text = "Account type raised the risk";
    expect(checkExplanation(`${text}.`, [first, second])).toEqual([]);
    expect(checkExplanation(`${text} [e11].`, [first, second])).toEqual([]);
    expect(checkExplanation(`${text} [e3].`, [first, second])).toHaveLength(1);
  });

  it("has nothing to say without an explained prediction", () => {
    expect(
      checkExplanation(
        "Account type raised the risk.",
        evidence.filter((item) => item.id !== "e3"),
      ),
    ).toEqual([]);
  });
});
