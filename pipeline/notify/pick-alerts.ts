import { z } from "zod";

import type { Alert } from "./alert.ts";
import type { RunNotice } from "./notice.ts";
import type { AlertRule } from "./rules.ts";

/** What a target was told of and what still lasts. */
export const toldSchema = z.object({
  target: z.string(),
  kind: z.string(),
  subject: z.string(),
  /** When it was told last. */
  toldAt: z.iso.datetime(),
});
export type Told = z.infer<typeof toldSchema>;

/** An alert that a target is told now. */
export type PickedAlert = { readonly target: string; readonly alert: Alert };

const dayMs = 86_400_000;

/**
 * Which alerts go where. Each target is told once of what lasts from run to run, and again after the rule's days or
 * when it had gone; of several rules for one target the one that reminds soonest counts. A run that failed leaves
 * what is known of the data as it was; a run that is live ends earlier failures.
 */
export function pickAlerts(input: {
  readonly notice: RunNotice;
  readonly rules: readonly AlertRule[];
  readonly told: readonly Told[];
  readonly now: Date;
}): { readonly picked: readonly PickedAlert[]; readonly told: readonly Told[] } {
  const { notice, rules, told, now } = input;
  const picked: PickedAlert[] = [];
  const lasting: Told[] = [];
  for (const target of new Set(rules.flatMap(({ to }) => to))) {
    for (const alert of uniqueAlerts(notice.alerts)) {
      const matching = rules.filter((rule) => rule.to.includes(target) && matches(rule, alert));
      if (matching.length === 0) continue;
      const before = told.find((one) => one.target === target && isSame(one, alert));
      const remindAfterMs = Math.min(...matching.map(({ remindAfterDays }) => (remindAfterDays ?? Infinity) * dayMs));
      const isDue = before === undefined || now.getTime() - Date.parse(before.toldAt) >= remindAfterMs;
      if (isDue) picked.push({ target, alert });
      const toldAt = isDue ? now.toISOString() : before.toldAt;
      lasting.push({ target, kind: alert.kind, subject: alert.subject, toldAt });
    }
  }
  const untouched = notice.isLive
    ? []
    : told.filter((one) => !lasting.some((other) => other.target === one.target && isSame(one, other)));
  return { picked, told: [...lasting, ...untouched] };
}

function matches({ when, subject, atLeast }: AlertRule, alert: Alert): boolean {
  const isKind = when === "any" || (Array.isArray(when) ? when.includes(alert.kind) : when === alert.kind);
  if (!isKind || (subject !== undefined && subject !== alert.subject)) return false;
  return atLeast === undefined || (alert.size !== null && alert.size >= atLeast);
}

/** Alerts of one kind and subject are one for who is told; the first of them stands for all. */
function uniqueAlerts(alerts: readonly Alert[]): Alert[] {
  return alerts.filter((alert, index) => alerts.findIndex((other) => isSame(other, alert)) === index);
}

type Subject = { readonly kind: string; readonly subject: string };

function isSame(a: Subject, b: Subject): boolean {
  return a.kind === b.kind && a.subject === b.subject;
}
