import { useState } from "preact/hooks";

import { mayRetry } from "../client/problem.ts";
import { formatNumber } from "../ui/format.ts";
import { ProblemNote } from "../ui/problem-note.tsx";
import { readableName } from "../ui/readable.ts";
import { ScrollArea } from "../ui/scroll-area.tsx";
import { TopBar } from "../ui/top-bar.tsx";
import type { PageProps } from "./index.tsx";
import { ReviewForm } from "./review-form.tsx";
import { allOf, filterReviews, type ReviewFilter, type ReviewItem } from "./review-filter.ts";
import { useReviewQueue, type Review } from "./use-review-queue.ts";

/** Predictions that a person should look at: notes, a word that it holds, or what it should have been. */
export function ReviewPage({ onMenu, overview }: PageProps) {
  const [filter, setFilter] = useState<ReviewFilter>({ state: "all", model: "", reason: "" });
  const isFiltered = filter.state !== "all" || filter.model !== "" || filter.reason !== "";
  const queue = useReviewQueue(isFiltered);
  const shown = filterReviews(queue.items, filter);
  return (
    <main id="content">
      <TopBar title="Review queue" onMenu={onMenu} />
      <ScrollArea label="Review queue">
        <div class="column page" aria-busy={queue.state === "loading"}>
          {queue.problem && (
            <ProblemNote problem={queue.problem.problem} {...(mayRetry(queue.problem) && { onRetry: queue.reload })} />
          )}
          {queue.items.length > 0 && <Filters items={queue.items} filter={filter} onFilter={setFilter} />}
          {queue.state === "ready" && (
            <p class="hint" role="status">
              {shown.length} shown{queue.hasMore && ", more wait below"}. J and K go down and up, Enter opens.
            </p>
          )}
          <div class="queue">
            {shown.map((item) => (
              <ReviewCard
                key={`${item.customer} ${item.model}`}
                item={item}
                reviewer={overview?.principal.id ?? "you"}
                onKept={(review) => queue.keep(item, review)}
              />
            ))}
          </div>
          {queue.state === "ready" && queue.items.length === 0 && <p class="empty">Nothing waits for a person.</p>}
          {queue.hasMore && (
            <button type="button" class="button" onClick={queue.loadMore}>
              Show more
            </button>
          )}
        </div>
      </ScrollArea>
    </main>
  );
}

function Filters({
  items,
  filter,
  onFilter,
}: {
  readonly items: readonly ReviewItem[];
  readonly filter: ReviewFilter;
  readonly onFilter: (filter: ReviewFilter) => void;
}) {
  return (
    <div class="filters" role="group" aria-label="Filter">
      <label>
        State
        <select
          value={filter.state}
          // The options are these three.
          onChange={(event) => onFilter({ ...filter, state: event.currentTarget.value as ReviewFilter["state"] })}
        >
          <option value="all">All</option>
          <option value="waiting">Waiting</option>
          <option value="reviewed">Reviewed</option>
        </select>
      </label>
      <label>
        Model
        <select value={filter.model} onChange={(event) => onFilter({ ...filter, model: event.currentTarget.value })}>
          <option value="">All</option>
          {allOf(items, (item) => item.model).map((model) => (
            <option key={model}>{model}</option>
          ))}
        </select>
      </label>
      <label>
        Why
        <select value={filter.reason} onChange={(event) => onFilter({ ...filter, reason: event.currentTarget.value })}>
          <option value="">All</option>
          {allOf(items, (item) => item.reason).map((reason) => (
            <option key={reason} value={reason}>
              {readableName(reason)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function ReviewCard({
  item,
  reviewer,
  onKept,
}: {
  readonly item: ReviewItem;
  readonly reviewer: string;
  readonly onKept: (review: Review) => void;
}) {
  const { customer, label, reason, prediction, actual, review } = item;
  return (
    <details class="card run">
      <summary onKeyDown={moveByKey}>
        <h2>{customer}</h2>
        <span class="hint">
          {label} {formatNumber(prediction)}
          {actual !== null && `, came to be ${formatNumber(actual)}`}
        </span>
        <span class="space" />
        <span class="hint">{readableName(reason)}</span>
        <span class={review ? "badge" : "hint"}>{review ? review.status : "waits"}</span>
      </summary>
      <p>
        <a class="link" href={`/customers/${encodeURIComponent(customer)}`}>
          All about {customer}
        </a>
      </p>
      {review && (
        <p class="notice">
          {review.reviewer}, {review.at.slice(0, 10)}: {review.notes || "no notes"}
        </p>
      )}
      <ReviewForm item={item} reviewer={reviewer} onKept={onKept} />
    </details>
  );
}

/** J and K go from one prediction to the next and back, as Tab would over everything between. */
function moveByKey(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  if (event.key !== "j" && event.key !== "k") return;
  const all = [...(event.currentTarget.closest(".queue")?.querySelectorAll<HTMLElement>("summary") ?? [])];
  all[all.indexOf(event.currentTarget) + (event.key === "j" ? 1 : -1)]?.focus();
}
