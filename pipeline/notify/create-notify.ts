import { isAppError, type Clock, type IdSource } from "#core";

import { withRetries, type RetryPolicy, type Wait } from "../run/retry.ts";
import type { Alert } from "./alert.ts";
import type { Message, Notify } from "./notice.ts";
import { readOutbox, writeOutbox, type Outbox } from "./outbox.ts";
import { pickAlerts } from "./pick-alerts.ts";
import type { AlertRules } from "./rules.ts";
import { refused } from "./post.ts";
import { createSendMessage, type SendMessage } from "./send-message.ts";

/** Tries of one delivery in a run. */
const sendPolicy: RetryPolicy = { tries: 3, firstDelayMs: 1_000, backoff: 3 };

/** After so long without a delivery a message is given up: the runs since then have told what lasts. */
const longestWaitMs = 7 * 86_400_000;

export type NotifyDeps = {
  readonly rules: AlertRules;
  /** The outbox's file. */
  readonly file: string;
  /** Where people reach the page, as https://reckoner.example.org; links start there. */
  readonly pageUrl: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly wait: Wait;
  /** Takes what a person should know of deliveries: a sentence a time. */
  readonly tell: (sentence: string) => void;
};

/**
 * Tells what runs have to tell, by rules. What is to be sent is written down before it goes out and struck off as soon
 * as it was taken: a process that is killed in between sends at most that one message twice, under the same id.
 */
export function createNotify(deps: NotifyDeps): Notify {
  const { rules, file, pageUrl, clock, ids } = deps;
  return async (notice, signal) => {
    const { told: before, waiting } = await readOutbox(file, signal);
    const now = clock.now();
    const { picked, told } = pickAlerts({ notice, rules: rules.rules, told: before, now });
    const messages = picked.map(({ target, alert }): Message => ({
      id: ids("alert"),
      target,
      alert,
      runId: notice.runId,
      snapshotDate: notice.snapshotDate,
      madeAt: now.toISOString(),
      link: alert.question === null ? null : `${pageUrl}/?${new URLSearchParams({ ask: alert.question })}`,
    }));
    const outbox = { told, waiting: [...waiting, ...messages] };
    await writeOutbox(file, outbox);
    await deliver(outbox, deps, signal);
  };
}

/** Tries what waits in the outbox; gives how many messages still wait. */
export async function sendWaiting(deps: NotifyDeps, signal: AbortSignal): Promise<number> {
  return deliver(await readOutbox(deps.file, signal), deps, signal);
}

/** Sends a test message to every target; what goes wrong is told. Nothing is remembered of it. */
export async function tryTargets(deps: NotifyDeps, signal: AbortSignal): Promise<void> {
  const { rules, clock, ids, pageUrl } = deps;
  const sendTo = keepSenders(deps);
  const text = "This is a test of Reckoner's alerts: this target would be told.";
  const alert: Alert = { kind: "other", subject: "test", size: null, text, question: null };
  const rest = { alert, runId: null, snapshotDate: null, madeAt: clock.now().toISOString(), link: `${pageUrl}/` };
  for (const target of Object.keys(rules.targets)) {
    await isTaken({ ...rest, id: ids("alert"), target }, { ...deps, sendTo, silent: new Set() }, signal);
  }
}

async function deliver(outbox: Outbox, deps: NotifyDeps, signal: AbortSignal): Promise<number> {
  const { file, clock, tell } = deps;
  const sendTo = keepSenders(deps);
  const silent = new Set<string>();
  let { waiting } = outbox;
  for (const message of outbox.waiting) {
    const isOld = clock.now().getTime() - Date.parse(message.madeAt) > longestWaitMs;
    const isDone = isOld || (await isTaken(message, { ...deps, sendTo, silent }, signal));
    if (isOld) tell(`Given up after a week: an alert for ${message.target} (${message.alert.text})`);
    if (!isDone) continue;
    waiting = waiting.filter(({ id }) => id !== message.id);
    await writeOutbox(file, { ...outbox, waiting });
  }
  return waiting.length;
}

async function isTaken(
  message: Message,
  { sendTo, silent, wait, tell }: NotifyDeps & { readonly sendTo: SendTo; readonly silent: Set<string> },
  signal: AbortSignal,
): Promise<boolean> {
  // A target that did not take one message does not hold up the run once for each of the others.
  if (silent.has(message.target)) return false;
  try {
    await withRetries(() => sendTo(message.target)(message, signal), sendPolicy, { wait, signal, onRetry: () => {} });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (!isAppError(error)) throw error;
    silent.add(message.target);
    tell(`${error.detail} ${error.hint}`);
    return false;
  }
}

type SendTo = (target: string) => SendMessage;

/** One sender for a target. A target that has left the rules is refused when its message comes up. */
function keepSenders({ rules, env, clock }: NotifyDeps): SendTo {
  const senders = new Map<string, SendMessage>();
  return (name) => {
    const spec = rules.targets[name];
    if (spec === undefined) {
      return async () => {
        throw refused(name, "it is no longer among the targets");
      };
    }
    const sender = senders.get(name) ?? createSendMessage(name, spec, { env, clock });
    senders.set(name, sender);
    return sender;
  };
}
