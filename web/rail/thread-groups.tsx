import { announceChange } from "../app/changes.ts";
import { pathOf } from "../app/place.ts";
import { go } from "../app/router.ts";
import { call } from "../client/call.ts";
import type { Thread } from "../contract/routes.d.ts";
import { NameMenu } from "../ui/name-menu.tsx";
import { dayOf } from "./day-of.ts";

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
                <NameMenu
                  what="conversation"
                  name={thread.title}
                  class="thread-menu"
                  onRename={(title) => rename(thread.id, title)}
                  onDelete={() => remove(thread.id, thread.id === current)}
                />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}

async function rename(id: string, title: string): Promise<void> {
  await call("PATCH /v1/threads/{id}", { path: { id }, body: { title } });
  announceChange();
}

async function remove(id: string, isShown: boolean): Promise<void> {
  await call("DELETE /v1/threads/{id}", { path: { id } });
  if (isShown) go({ page: "start", asks: [] });
  announceChange();
}
