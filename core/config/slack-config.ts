import { z } from "zod";

import { roles, type Role } from "../rights.ts";

/** Whom a role is given in Slack: one member by id, one person by e-mail address, or all of a domain (`@example.org`). */
export type SlackRole = { readonly role: Role; readonly who: string };

/** When something is posted every week, in UTC. */
export type WeeklyTime = {
  /** 0 is Sunday, as `Date.getUTCDay` counts. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
};

/** What a channel is told every week. */
export type SlackDigestConfig = {
  /** Id of the channel. */
  readonly channel: string;
  readonly at: WeeklyTime;
  /** What is asked; the first of the usual questions where there are none. */
  readonly questions: readonly string[];
};

/** The Slack app. Tokens and secret are never logged. */
export type SlackConfig = {
  readonly botToken: string;
  /** How events come in: sent to us over HTTP and signed, or fetched over a WebSocket that we open. */
  readonly receiver:
    | { readonly kind: "http"; readonly signingSecret: string }
    | { readonly kind: "socket"; readonly appToken: string };
  /** Where the Web API is, with a slash at its end. */
  readonly apiUrl: string;
  /** Who gets which role; the first that fits counts. */
  readonly roles: readonly SlackRole[];
  /** The role of every other full member of the workspace; null refuses them. */
  readonly defaultRole: Role | null;
  readonly digest: SlackDigestConfig | null;
};

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const weeklyTime = new RegExp(`^(${weekdays.join("|")}) ([01]\\d|2[0-3]):([0-5]\\d)$`);
const memberId = /^[UW][A-Z0-9]{4,}$/;
const emailOrDomain = /^[^\s@]*@[^\s@]+$/;
/** Questions of one digest: each is a message's worth of text. */
const mostDigestQuestions = 5;

/** The variables of the Slack app, each with its form and default. */
export const slackVariables = {
  SLACK_BOT_TOKEN: z.string().startsWith("xoxb-", "must be a bot token, as xoxb-…").optional(),
  SLACK_SIGNING_SECRET: z.string().min(16, "must have 16 characters or more").optional(),
  SLACK_APP_TOKEN: z.string().startsWith("xapp-", "must be an app-level token, as xapp-…").optional(),
  SLACK_API_URL: z.url({ protocol: /^https?$/ }).default("https://slack.com/api/"),
  SLACK_ROLES: z.string().transform(readSlackRoles).default([]),
  SLACK_DEFAULT_ROLE: z.enum(roles).optional(),
  SLACK_DIGEST_CHANNEL: z
    .string()
    .regex(/^[CG][A-Z0-9]{4,}$/, "must be the id of a channel, as C0123456789")
    .optional(),
  SLACK_DIGEST_AT: z
    .string()
    .regex(weeklyTime, `must be a day and a time in UTC, as Mon 09:00, with one of ${weekdays.join(", ")}`)
    .default("Mon 09:00"),
  SLACK_DIGEST_QUESTIONS: z
    .string()
    .transform((text) => partsOf(text))
    .pipe(z.array(z.string()).max(mostDigestQuestions, `must be ${mostDigestQuestions} questions at most`))
    .default([]),
};

type SlackSettings = z.infer<z.ZodObject<typeof slackVariables>>;

/** What the Slack app lacks, or has twice, in plain words. */
export function slackFaults(settings: SlackSettings): string[] {
  const { SLACK_BOT_TOKEN: bot, SLACK_SIGNING_SECRET: secret, SLACK_APP_TOKEN: app } = settings;
  if (bot === undefined) {
    const alone = [
      ["SLACK_SIGNING_SECRET", secret],
      ["SLACK_APP_TOKEN", app],
      ["SLACK_DIGEST_CHANNEL", settings.SLACK_DIGEST_CHANNEL],
    ] as const;
    return alone.flatMap(([name, value]) => (value === undefined ? [] : [`SLACK_BOT_TOKEN is needed with ${name}`]));
  }
  const problems: string[] = [];
  if (secret === undefined && app === undefined) {
    problems.push(
      "SLACK_SIGNING_SECRET (events over HTTP) or SLACK_APP_TOKEN (Socket Mode) is needed with SLACK_BOT_TOKEN",
    );
  }
  if (secret !== undefined && app !== undefined) {
    problems.push("SLACK_SIGNING_SECRET and SLACK_APP_TOKEN are two ways for the same events: set one of them");
  }
  if (settings.SLACK_ROLES.length === 0 && settings.SLACK_DEFAULT_ROLE === undefined) {
    problems.push("SLACK_ROLES or SLACK_DEFAULT_ROLE is needed with SLACK_BOT_TOKEN: nobody could ask");
  }
  return problems;
}

/** The Slack app as set; null where there is none. `settings` must have no faults. */
export function slackOf(settings: SlackSettings): SlackConfig | null {
  const { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret, SLACK_APP_TOKEN: appToken } = settings;
  if (botToken === undefined) return null;
  const channel = settings.SLACK_DIGEST_CHANNEL;
  return {
    botToken,
    receiver:
      signingSecret === undefined ? { kind: "socket", appToken: appToken ?? "" } : { kind: "http", signingSecret },
    apiUrl: settings.SLACK_API_URL.replace(/\/?$/, "/"),
    roles: settings.SLACK_ROLES,
    defaultRole: settings.SLACK_DEFAULT_ROLE ?? null,
    digest:
      channel === undefined
        ? null
        : { channel, at: readWeeklyTime(settings.SLACK_DIGEST_AT), questions: settings.SLACK_DIGEST_QUESTIONS },
  };
}

/** Reads `role=who;role=who`, where who is a member's id, an e-mail address, or `@` and a domain. */
function readSlackRoles(text: string, context: z.RefinementCtx): SlackRole[] {
  return partsOf(text).flatMap((pair) => {
    const at = pair.indexOf("=");
    const role = roles.find((one) => one === pair.slice(0, Math.max(at, 0)).trim());
    const who = pair.slice(at + 1).trim();
    if (role !== undefined && memberId.test(who)) return [{ role, who }];
    if (role !== undefined && emailOrDomain.test(who)) return [{ role, who: who.toLowerCase() }];
    context.addIssue(
      `must be role=person pairs with semicolons between, as analyst=U0123456789;viewer=@example.org, where the roles are ${roles.join(", ")}`,
    );
    return [];
  });
}

/** Reads `Mon 09:00`, whose form has been checked. */
function readWeeklyTime(text: string): WeeklyTime {
  const [, day = "", hour, minute] = weeklyTime.exec(text) ?? [];
  return { weekday: weekdays.indexOf(day), hour: Number(hour), minute: Number(minute) };
}

function partsOf(text: string): string[] {
  return text
    .split(";")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}
