import { announceChange } from "../app/changes.ts";
import { pathOf } from "../app/place.ts";
import { go } from "../app/router.ts";
import type { Thread } from "../contract/routes.d.ts";
import { dayOf } from "./day-of.ts";
import { ThreadMenu } from "./thread-menu.tsx";

/** Conversations by when they were last used: today, yesterday, this week, earlier. */
export function ThreadGroups({
  threads,
  current,
  emptyText,
}: {
  readonly threads: readonly Thread[];
  readonly current: string | null;
  readonly emptyText: string;
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
                  title={thread.title}
                >
                  {thread.title}
                </a>
                <ThreadMenu
                  thread={thread}
                  onChange={(change) => {
                    if (change === "deleted" && thread.id === current) go({ page: "start", asks: [] });
                    announceChange();
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
