import { describe, expect, it } from "vitest";

import { isAppError, loadConfig } from "#core";

const http = {
  SLACK_BOT_TOKEN: "xoxb-1",
  SLACK_SIGNING_SECRET: "0123456789abcdef",
  SLACK_DEFAULT_ROLE: "viewer",
};

function faultsOf(env: Readonly<Record<string, string>>): string {
  try {
    loadConfig(env, "/srv");
  } catch (error) {
    if (isAppError(error, "CONFIG_INVALID")) return error.detail;
    throw error;
  }
  return "no fault";
}

describe("the settings of the Slack app", () => {
  it("are not there without a bot token", () => {
    expect(loadConfig({ SLACK_ROLES: "viewer=@example.org" }, "/srv").slack).toBeNull();
  });

  it("give events over HTTP with a signing secret", () => {
    expect(loadConfig({ ...http, SLACK_API_URL: "http://127.0.0.1:1/api" }, "/srv").slack).toEqual({
      botToken: "xoxb-1",
      receiver: { kind: "http", signingSecret: "0123456789abcdef" },
      apiUrl: "http://127.0.0.1:1/api/",
      roles: [],
      defaultRole: "viewer",
      digest: null,
    });
  });

  it("give Socket Mode with an app-level token, roles by id, address and domain, and a digest", () => {
    const env = {
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_APP_TOKEN: "xapp-1",
      SLACK_ROLES: "steward=Ada@Example.org; analyst=U0123456789;viewer=@Example.org;",
      SLACK_DIGEST_CHANNEL: "C0123456789",
      SLACK_DIGEST_AT: "Fri 17:30",
      SLACK_DIGEST_QUESTIONS: "How many customers are there?; Which segment is largest?",
    };
    expect(loadConfig(env, "/srv").slack).toEqual({
      botToken: "xoxb-1",
      receiver: { kind: "socket", appToken: "xapp-1" },
      apiUrl: "https://slack.com/api/",
      roles: [
        { role: "steward", who: "ada@example.org" },
        { role: "analyst", who: "U0123456789" },
        { role: "viewer", who: "@example.org" },
      ],
      defaultRole: null,
      digest: {
        channel: "C0123456789",
        at: { weekday: 5, hour: 17, minute: 30 },
        questions: ["How many customers are there?", "Which segment is largest?"],
      },
    });
  });

  it.each([
    [{ SLACK_APP_TOKEN: "xapp-1" }, "SLACK_BOT_TOKEN is needed with SLACK_APP_TOKEN"],
    [{ SLACK_DIGEST_CHANNEL: "C0123456789" }, "SLACK_BOT_TOKEN is needed with SLACK_DIGEST_CHANNEL"],
    [
      { SLACK_BOT_TOKEN: "xoxb-1", SLACK_DEFAULT_ROLE: "viewer" },
      "SLACK_SIGNING_SECRET (events over HTTP) or SLACK_APP_TOKEN (Socket Mode) is needed with SLACK_BOT_TOKEN",
    ],
    [
      { ...http, SLACK_APP_TOKEN: "xapp-1" },
      "SLACK_SIGNING_SECRET and SLACK_APP_TOKEN are two ways for the same events: set one of them",
    ],
    [
      { ...http, SLACK_DEFAULT_ROLE: "" },
      "SLACK_ROLES or SLACK_DEFAULT_ROLE is needed with SLACK_BOT_TOKEN: nobody could ask",
    ],
    [{ ...http, SLACK_BOT_TOKEN: "xoxp-1" }, "SLACK_BOT_TOKEN must be a bot token, as xoxb-…"],
  ])("with %j say what is wrong", (env, fault) => {
    expect(faultsOf(env)).toBe(fault);
  });

  it.each([
    [{ SLACK_ROLES: "owner=@example.org" }, /^SLACK_ROLES must be role=person pairs/],
    [{ SLACK_ROLES: "viewer=everybody" }, /^SLACK_ROLES must be role=person pairs/],
    [{ SLACK_DIGEST_AT: "Monday 09:00" }, /^SLACK_DIGEST_AT must be a day and a time in UTC/],
    [{ SLACK_DIGEST_AT: "Mon 24:00" }, /^SLACK_DIGEST_AT must be a day and a time in UTC/],
    [{ SLACK_DIGEST_CHANNEL: "#general" }, /^SLACK_DIGEST_CHANNEL must be the id of a channel/],
    [{ SLACK_DIGEST_QUESTIONS: "a;b;c;d;e;f" }, /^SLACK_DIGEST_QUESTIONS must be 5 questions at most/],
  ])("refuse %j", (env, fault) => {
    expect(faultsOf({ ...http, ...env })).toMatch(fault);
  });
});
