import { describe, expect, it } from "vitest";

import type { Alert } from "../../../pipeline/notify/alert.ts";
import { failureNotice, type RunNotice } from "../../../pipeline/notify/notice.ts";
import { pickAlerts, type Told } from "../../../pipeline/notify/pick-alerts.ts";
import type { AlertRule } from "../../../pipeline/notify/rules.ts";

const drift: Alert = { kind: "data-drift", subject: "height", size: 1, text: "Shifted: height.", question: null };
const many: Alert = { kind: "action-level", subject: "churn", size: 12, text: "12 people.", question: null };
const refusal: Alert = { kind: "promotion-refused", subject: "churn", size: null, text: "Refused.", question: null };
const failed = failureNotice({ code: "FEED_INVALID", detail: "No feed.", hint: "Bring one." });

const noticeOf = (...alerts: Alert[]): RunNotice => ({
  runId: "run_1",
  snapshotDate: "2026-01-01",
  isLive: true,
  alerts,
});
const day = (number: number) => new Date(Date.UTC(2026, 0, number));

/** Runs on one day after another; gives what was told on each, as `target kind`. */
function tell(rules: readonly AlertRule[], notices: readonly RunNotice[]): string[][] {
  let told: readonly Told[] = [];
  return notices.map((notice, index) => {
    const result = pickAlerts({ notice, rules, told, now: day(index + 1) });
    told = result.told;
    return result.picked.map(({ target, alert }) => `${target} ${alert.kind}`);
  });
}

describe("which alerts go where", () => {
  it("goes by kind, subject and size", () => {
    const all = [noticeOf(drift, many, refusal)];
    expect(tell([{ when: "any", to: ["a"] }], all)).toEqual([
      ["a data-drift", "a action-level", "a promotion-refused"],
    ]);
    expect(tell([{ when: ["data-drift", "promotion-refused"], to: ["a"] }], all)).toEqual([
      ["a data-drift", "a promotion-refused"],
    ]);
    expect(tell([{ when: "any", subject: "churn", to: ["a"] }], all)).toEqual([
      ["a action-level", "a promotion-refused"],
    ]);
    expect(tell([{ when: "any", atLeast: 12, to: ["a"] }], all)).toEqual([["a action-level"]]);
    expect(tell([{ when: "any", atLeast: 12.5, to: ["a"] }], all)).toEqual([[]]);
    expect(tell([], all)).toEqual([[]]);
  });

  it("tells each target once, whichever rules name it", () => {
    const rules: AlertRule[] = [
      { when: "data-drift", to: ["a", "b"] },
      { when: "any", to: ["a"] },
    ];
    expect(tell(rules, [noticeOf(drift, drift)])).toEqual([["a data-drift", "b data-drift"]]);
  });

  it("does not repeat what lasts, and tells it again when it has gone and come back", () => {
    const rules: AlertRule[] = [{ when: "any", to: ["a"] }];
    expect(
      tell(rules, [noticeOf(drift), noticeOf(drift, many), noticeOf(drift, many), noticeOf(many), noticeOf(drift)]),
    ).toEqual([["a data-drift"], ["a action-level"], [], [], ["a data-drift"]]);
  });

  it("reminds after the rule's days, counted from when it was told", () => {
    const rules: AlertRule[] = [{ when: "any", to: ["a"], remindAfterDays: 3 }];
    const lasting = Array.from({ length: 8 }, () => noticeOf(drift));
    expect(tell(rules, lasting).map((told) => told.length)).toEqual([1, 0, 0, 1, 0, 0, 1, 0]);
  });

  it("takes another subject or kind for another alert", () => {
    const rules: AlertRule[] = [{ when: "any", to: ["a"] }];
    const wider = { ...drift, subject: "height, weight" };
    expect(tell(rules, [noticeOf(drift), noticeOf(wider)])).toEqual([["a data-drift"], ["a data-drift"]]);
  });

  it("tells a failure once until a run succeeds, and forgets nothing of the data meanwhile", () => {
    const rules: AlertRule[] = [{ when: "any", to: ["a"] }];
    expect(tell(rules, [noticeOf(drift), failed, failed, noticeOf(drift), failed])).toEqual([
      ["a data-drift"],
      ["a run-failed"],
      [],
      [],
      ["a run-failed"],
    ]);
  });
});
