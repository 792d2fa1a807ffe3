import { go, pathOf } from "../app/router.ts";
import type { Thread } from "../contract/routes.d.ts";
import { ThreadMenu } from "./thread-menu.tsx";

/** Conversations by when they were last used: today, yesterday, this week, earlier. */
export function ThreadGroups({
  threads,
  current,
  emptyText,
  onChange,
}: {
  readonly threads: readonly Thread[];
  readonly current: string | null;
  readonly emptyText: string;
  readonly onChange: () => void;
}) {
  if (threads.length === 0) return emptyText ? <p class="empty">{emptyText}</p> : null;
  const groups = Map.groupBy(threads, (thread) => dayOf(new Date(thread.updatedAt), new Date()));
  return (
    <>
      {[...groups].map(([day, ofDay]) => (
        <div class="group" key={day}>
          <h2>{day}</h2>
          <ul>
            {ofDay.map((thread) => (
              <li key={thread.id} class="thread">
                <a
                  href={pathOf({ page: "thread", thread: thread.id })}
                  aria-current={thread.id === current ? "page" : undefined}
                >
                  {thread.title}
                </a>
                <ThreadMenu
                  thread={thread}
                  onChange={(change) => {
                    if (change === "deleted" && thread.id === current) go({ page: "start" });
                    onChange();
                  }}
                />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}

const dayMs = 86_400_000;

/** The heading under which something used at `then` stands, by calendar days where the reader is. */
export function dayOf(then: Date, now: Date): string {
  const startOfToday = new Date(now).setHours(0, 0, 0, 0);
  const days = Math.ceil((startOfToday - then.getTime()) / dayMs);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  return days <= 7 ? "This week" : "Earlier";
}
