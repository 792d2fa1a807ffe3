import { useState } from "preact/hooks";

import { useLoaded } from "../app/use-loaded.ts";
import { call } from "../client/call.ts";
import { toProblem } from "../client/problem.ts";
import type { TurnFailure } from "../chat/turn.ts";
import type { ReviewPage as Queue, ReviewRequest } from "../contract/routes.d.ts";
import { formatNumber } from "../ui/format.ts";
import { ProblemNote } from "../ui/problem-note.tsx";
import { Page } from "./page.tsx";
import type { PageProps } from "./index.tsx";

type Item = Queue["items"][number];
type Status = ReviewRequest["status"];

/** Predictions that a person should look at: notes, a word that it holds, or what it should have been. */
export function ReviewPage({ onMenu }: PageProps) {
  const loaded = useLoaded((signal) => call("GET /v1/reviews", { query: { limit: 50 } }, signal), []);
  return (
    <Page title="Review queue" loaded={loaded} onMenu={onMenu}>
      {({ items }) =>
        items.length === 0 ? (
          <p class="empty">Nothing waits for a person.</p>
        ) : (
          items.map((item) => <ReviewCard key={`${item.customer} ${item.model}`} item={item} onDone={loaded.reload} />)
        )
      }
    </Page>
  );
}

function ReviewCard({ item, onDone }: { readonly item: Item; readonly onDone: () => void }) {
  const { customer, label, reason, prediction, actual, review } = item;
  return (
    <details class="card run">
      <summary>
        <h2>
          <a href={`/customers/${encodeURIComponent(customer)}`}>{customer}</a>
        </h2>
        <span class="hint">
          {label} {formatNumber(prediction)}
          {actual !== null && `, came to be ${formatNumber(actual)}`}
        </span>
        <span class="space" />
        <span class={review ? "badge" : "hint"}>{review ? review.status : "waits"}</span>
      </summary>
      <p class="about">{reason}</p>
      {review && (
        <p class="notice">
          {review.reviewer}, {review.at.slice(0, 10)}: {review.notes || "no notes"}
        </p>
      )}
      <ReviewForm item={item} onDone={onDone} />
    </details>
  );
}

const statuses: readonly (readonly [Status, string])[] = [
  ["noted", "Noted"],
  ["confirmed", "The prediction holds"],
  ["overridden", "It should have been"],
];

function ReviewForm({
  item: { customer, model, review },
  onDone,
}: {
  readonly item: Item;
  readonly onDone: () => void;
}) {
  const [status, setStatus] = useState<Status>(review?.status ?? "noted");
  const [notes, setNotes] = useState(review?.notes ?? "");
  const [value, setValue] = useState(review?.value?.toString() ?? "");
  const [problem, setProblem] = useState<TurnFailure | null>(null);
  const send = () => {
    const body = { status, notes, value: status === "overridden" ? Number(value) : null };
    call("PUT /v1/reviews/{customer}/{model}", { path: { customer, model }, body }).then(
      () => {
        setProblem(null);
        onDone();
      },
      (thrown: unknown) => setProblem(toProblem(thrown)?.problem ?? null),
    );
  };
  return (
    <form
      class="reason"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <fieldset>
        <legend>Your word on it</legend>
        {statuses.map(([one, label]) => (
          <label key={one}>
            <input type="radio" name="status" checked={status === one} onChange={() => setStatus(one)} />
            {label}
          </label>
        ))}
      </fieldset>
      {status === "overridden" && (
        <label>
          The outcome (0 or 1 for yes and no)
          <input
            type="number"
            step="any"
            required
            value={value}
            onInput={(event) => setValue(event.currentTarget.value)}
          />
        </label>
      )}
      <label>
        Notes
        <textarea rows={2} value={notes} maxLength={2_000} onInput={(event) => setNotes(event.currentTarget.value)} />
      </label>
      {problem && <ProblemNote problem={problem} />}
      <button type="submit" class="button primary">
        Keep
      </button>
    </form>
  );
}
