const dayMs = 86_400_000;

/** The heading under which something used at `then` stands, by calendar days where the reader is. */
export function dayOf(then: Date, now: Date): string {
  const startOfToday = new Date(now).setHours(0, 0, 0, 0);
  const days = Math.ceil((startOfToday - then.getTime()) / dayMs);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  return days <= 7 ? "This week" : "Earlier";
}
