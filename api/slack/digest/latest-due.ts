import type { WeeklyTime } from "#core";

const dayMs = 86_400_000;
const daysOfWeek = 7;

/** The last moment, not after `now`, of a weekly time in UTC. */
export function latestDue({ weekday, hour, minute }: WeeklyTime, now: Date): Date {
  const day = (now.getUTCDay() - weekday + daysOfWeek) % daysOfWeek;
  const due = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - day, hour, minute);
  return new Date(due > now.getTime() ? due - daysOfWeek * dayMs : due);
}
