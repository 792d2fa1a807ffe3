import { useState } from "preact/hooks";

import { pathOf, type Place } from "../app/router.ts";
import { useLoaded } from "../app/use-loaded.ts";
import { call } from "../client/call.ts";
import type { Overview } from "../contract/routes.d.ts";
import { Icon, Mark, type IconName } from "../ui/icon.tsx";
import { ThemeButton } from "./theme-button.tsx";
import { ThreadGroups } from "./thread-groups.tsx";

const threadsShown = 60;

/** The side: a new question, the conversations, the boards, the pages, the state of the data. */
export function Rail({
  place,
  changes,
  overview,
  onClose,
}: {
  readonly place: Place;
  /** Grows when a conversation has changed. */
  readonly changes: number;
  readonly overview: Overview | null;
  readonly onClose: () => void;
}) {
  const [search, setSearch] = useState("");
  const query = search.trim();
  const threads = useLoaded(
    (signal) => call("GET /v1/threads", { query: { limit: threadsShown, ...(query ? { q: query } : {}) } }, signal),
    [query],
  );
  const boards = useLoaded((signal) => call("GET /v1/boards", {}, signal), []);
  useReloadOn(changes, threads.reload);
  const items = threads.state === "ready" ? threads.value.items : [];
  return (
    <nav class="rail" aria-label="Conversations">
      <div class="brand">
        <Mark />
        <b>Reckoner</b>
        <button type="button" class="square narrow-only" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <a class="new" href="/">
        <Icon name="plus" />
        New question
        <kbd>{isMac() ? "⌘K" : "Ctrl K"}</kbd>
      </a>
      <label class="find">
        <Icon name="search" />
        <input
          type="search"
          placeholder="Find a conversation"
          aria-label="Find a conversation"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      </label>
      <div class="rail-scroll">
        <ThreadGroups
          threads={items}
          current={place.page === "thread" ? place.thread : null}
          emptyText={
            threads.state === "failed" ? "Conversations could not be loaded." : query ? "None has these words." : ""
          }
          onChange={threads.reload}
        />
        {boards.state === "ready" && boards.value.items.length > 0 && (
          <Group title="Boards">
            {boards.value.items.map(({ id, title }) => (
              <Link key={id} to={{ page: "board", board: id }} place={place} icon="board" text={title} />
            ))}
          </Group>
        )}
        <Group title="Look closer">
          {overview?.models[0] && (
            <Link to={{ page: "model", model: overview.models[0].name }} place={place} icon="model" text="Models" />
          )}
          <Link to={{ page: "runs" }} place={place} icon="run" text="Pipeline runs" />
          <Link to={{ page: "review" }} place={place} icon="review" text="Review queue" />
        </Group>
      </div>
      <div class="foot">
        {overview && (
          <a class="fresh" href="/runs">
            <i class={overview.isStale ? "stale" : ""} />
            Data of {overview.dataset.snapshotDate}
          </a>
        )}
        <span class="space" />
        <ThemeButton />
      </div>
    </nav>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: preact.ComponentChildren }) {
  return (
    <div class="group">
      <h2>{title}</h2>
      <ul>{children}</ul>
    </div>
  );
}

function Link({
  to,
  place,
  icon,
  text,
}: {
  readonly to: Place;
  readonly place: Place;
  readonly icon: IconName;
  readonly text: string;
}) {
  const isHere = pathOf(to) === pathOf(place) || (to.page === "model" && place.page === "model");
  return (
    <li>
      <a href={pathOf(to)} aria-current={isHere ? "page" : undefined}>
        <Icon name={icon} />
        {text}
      </a>
    </li>
  );
}

function useReloadOn(changes: number, reload: () => void): void {
  const [seen, setSeen] = useState(changes);
  if (seen !== changes) {
    setSeen(changes);
    reload();
  }
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
