import { AppError, createIdSource, createSystemClock, type Config } from "#core";

import type { AlertAction } from "./command.ts";
import { sendWaiting, tryTargets, type NotifyDeps } from "./notify/create-notify.ts";
import { openNotifyDeps } from "./notify/open-notify.ts";
import { readOutbox } from "./notify/outbox.ts";
import type { AlertRule, TargetSpec } from "./notify/rules.ts";
import { takeRunLock } from "./run/run-lock.ts";
import { dataLayout } from "./run/layout.ts";

/**
 * Shows, tries or sends alerts; gives what to print. Throws `CONFIG_INVALID` where there are no rules or they are
 * wrong, `ALERT_UNDELIVERED` where a target did not take its message, and `PIPELINE_LOCKED` where a run is under way.
 */
export async function performAlertCommand(
  { action, json }: { readonly action: AlertAction; readonly json: boolean },
  config: Pick<Config, "alerts" | "server">,
  {
    dataDirectory,
    env,
    signal,
  }: {
    readonly dataDirectory: string;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly signal: AbortSignal;
  },
): Promise<string> {
  const said: string[] = [];
  const deps = await openNotifyDeps(config, dataDirectory, {
    env,
    clock: createSystemClock(),
    ids: createIdSource(),
    signal,
    tell: (sentence) => said.push(sentence),
  });
  if (deps === null) {
    throw new AppError("CONFIG_INVALID", {
      detail: "There are no rules for alerts: RECKONER_ALERTS_FILE is not set.",
      hint: "docs/alerts.md shows how to write them.",
    });
  }
  if (action === "show") return showAlerts(deps, json, signal);
  if (action === "test") {
    await tryTargets(deps, signal);
    throwIfSaid(said);
    const targets = Object.keys(deps.rules.targets);
    return json ? `${JSON.stringify({ delivered: targets })}\n` : `A test message went to ${targets.join(", ")}.\n`;
  }
  // Under the lock: a run that ends meanwhile writes the same outbox.
  const lock = await takeRunLock(dataLayout(dataDirectory).lock, deps.clock.now());
  const waiting = await sendWaiting(deps, signal).finally(() => lock.release());
  throwIfSaid(said);
  return json ? `${JSON.stringify({ waiting })}\n` : "Nothing waits.\n";
}

function throwIfSaid(said: readonly string[]): void {
  if (said.length === 0) return;
  throw new AppError("ALERT_UNDELIVERED", {
    detail: said.join(" "),
    hint: "`npm run pipeline -- alerts` shows what waits.",
  });
}

async function showAlerts({ rules, file }: NotifyDeps, json: boolean, signal: AbortSignal): Promise<string> {
  const { told, waiting } = await readOutbox(file, signal);
  if (json) return `${JSON.stringify({ ...rules, told, waiting }, null, 2)}\n`;
  const lines = [
    "Targets",
    ...Object.entries(rules.targets).map(([name, target]) => `  ${name}: ${targetWords(target)}`),
    "Rules",
    ...rules.rules.map((rule) => `  ${ruleWords(rule)}`),
    "Told, and still so",
    ...(told.length === 0 ? ["  nothing"] : []),
    ...told.map(({ target, kind, subject, toldAt }) => `  ${target}, ${toldAt.slice(0, 10)}: ${kind} (${subject})`),
    "Waiting to be delivered",
    ...(waiting.length === 0 ? ["  nothing"] : []),
    ...waiting.map(({ target, madeAt, alert }) => `  ${target}, since ${madeAt.slice(0, 16)}: ${alert.text}`),
  ];
  return `${lines.join("\n")}\n`;
}

function targetWords(target: TargetSpec): string {
  if ("slack" in target) return `Slack ${target.slack.channel}`;
  // A webhook's path and query may hold a secret.
  if ("webhook" in target) return `webhook at ${new URL(target.webhook.url).host}`;
  return `SNS ${target.sns.topic}`;
}

function ruleWords({ when, subject, atLeast, to, remindAfterDays }: AlertRule): string {
  const kinds = typeof when === "string" ? when : when.join(", ");
  const parts = [
    subject === undefined ? "" : ` of ${subject}`,
    atLeast === undefined ? "" : ` from ${atLeast}`,
    ` to ${to.join(", ")}`,
    remindAfterDays === undefined ? "" : `, again after ${remindAfterDays} days`,
  ];
  return `${kinds}${parts.join("")}`;
}
