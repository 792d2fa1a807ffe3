import type { RefObject } from "preact";
import { useState } from "preact/hooks";

import { useChanges } from "../app/changes.ts";
import type { Place } from "../app/place.ts";
import { useLoaded } from "../app/use-loaded.ts";
import { call } from "../client/call.ts";
import type { Overview } from "../contract/routes.d.ts";
import { Icon, Mark } from "../ui/icon.tsx";
import { isApple } from "./keys.ts";
import { RailGroup, RailLink } from "./rail-link.tsx";
import { PersonButton } from "./person-button.tsx";
import { ThemeButton } from "./theme-button.tsx";
import { ThreadGroups } from "./thread-groups.tsx";
import { useThreads, type Threads } from "./use-threads.ts";

/** The side: a new question, the conversations, the boards, the pages, the state of the data. */
export function Rail({
  railRef,
  place,
  overview,
  onClose,
}: {
  readonly railRef: RefObject<HTMLElement | null>;
  readonly place: Place;
  readonly overview: Overview | null;
  readonly onClose: () => void;
}) {
  const [search, setSearch] = useState("");
  const query = search.trim();
  const threads = useThreads(query);
  return (
    <nav class="rail" aria-label="Conversations" ref={railRef}>
      <div class="brand">
        <Mark />
        <b>Reckoner</b>
        <button type="button" class="square rail-close" aria-label="Close the menu" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <a class="new" href="/">
        <Icon name="plus" />
        New question
        <kbd>{isApple(navigator.userAgent) ? "⌘K" : "Ctrl K"}</kbd>
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
          threads={threads.items}
          current={place.page === "thread" ? place.thread : null}
          emptyText={emptyText(threads, query)}
        />
        {threads.hasMore && (
          <button type="button" class="mini earlier" onClick={threads.loadMore}>
            Show earlier ones
          </button>
        )}
        <Boards place={place} />
        <Pages place={place} overview={overview} />
      </div>
      <Foot overview={overview} />
    </nav>
  );
}

function Boards({ place }: { readonly place: Place }) {
  const boards = useLoaded((signal) => call("GET /v1/boards", {}, signal), []);
  useChanges(boards.reload);
  if (boards.state !== "ready" || boards.value.items.length === 0) return null;
  return (
    <RailGroup title="Boards">
      {boards.value.items.map(({ id, title }) => (
        <RailLink key={id} to={{ page: "board", board: id }} place={place} icon="board" text={title} />
      ))}
    </RailGroup>
  );
}

/** Pages that the person has the right to see. */
function Pages({ place, overview }: { readonly place: Place; readonly overview: Overview | null }) {
  if (!overview) return null;
  const { models, principal } = overview;
  const [model] = models;
  return (
    <RailGroup title="Look closer">
      {model && <RailLink to={{ page: "model", model: model.name }} place={place} icon="model" text="Models" />}
      <RailLink to={{ page: "runs" }} place={place} icon="run" text="Pipeline runs" />
      {principal.rights.includes("review") && (
        <RailLink to={{ page: "review" }} place={place} icon="review" text="Review queue" />
      )}
    </RailGroup>
  );
}

function Foot({ overview }: { readonly overview: Overview | null }) {
  return (
    <div class="foot">
      {overview && (
        <a class="fresh" href="/runs" title={`Run ${overview.dataset.runId}`}>
          <i class={overview.isStale ? "stale" : ""} />
          Data of {overview.dataset.snapshotDate}
          {overview.isStale && <span class="unseen">, which is old</span>}
        </a>
      )}
      <span class="space" />
      <ThemeButton />
      <PersonButton principal={overview?.principal ?? null} />
    </div>
  );
}

function emptyText({ state, problem }: Threads, query: string): string {
  switch (problem?.problem.code) {
    case undefined:
      break;
    case "RIGHT_MISSING":
      return "Your role has no conversations.";
    case "SIGN_IN_REQUIRED":
      return "";
    default:
      return "Conversations could not be loaded.";
  }
  return state === "ready" && query ? "None has these words." : "";
}
