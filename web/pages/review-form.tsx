import { useState } from "preact/hooks";

import type { TurnFailure } from "../chat/turn.ts";
import { call } from "../client/call.ts";
import { toProblem } from "../client/problem.ts";
import type { ReviewRequest } from "../contract/routes.d.ts";
import { ProblemNote } from "../ui/problem-note.tsx";
import { findReview } from "./find-review.ts";
import type { ReviewItem } from "./review-filter.ts";
import type { Review } from "./use-review-queue.ts";

type Status = ReviewRequest["status"];

const statuses: readonly (readonly [Status, string])[] = [
  ["noted", "Noted"],
  ["confirmed", "The prediction holds"],
  ["overridden", "It should have been"],
];

/** What a person says of a prediction: a note, that it holds, or what it should have been. */
export function ReviewForm({
  item: { customer, model, review },
  reviewer,
  onKept,
}: {
  readonly item: ReviewItem;
  readonly reviewer: string;
  readonly onKept: (review: Review) => void;
}) {
  const [status, setStatus] = useState<Status>(review?.status ?? "noted");
  const [notes, setNotes] = useState(review?.notes ?? "");
  const [value, setValue] = useState(review?.value?.toString() ?? "");
  const [problem, setProblem] = useState<TurnFailure | null>(null);
  const [known, setKnown] = useState(review);
  const send = async () => {
    const body = { status, notes, value: status === "overridden" ? Number(value) : null };
    try {
      const kept = await findReview(customer, model);
      if (kept?.at !== known?.at) {
        setKnown(kept);
        setProblem(saidMeanwhile(kept));
        return;
      }
      await call("PUT /v1/reviews/{customer}/{model}", { path: { customer, model }, body });
      setProblem(null);
      // The time of the server's clock is what the next change is compared with.
      const now = await findReview(customer, model);
      setKnown(now);
      onKept(now ?? { ...body, reviewer, at: new Date().toISOString() });
    } catch (thrown) {
      setProblem(toProblem(thrown)?.problem ?? null);
    }
  };
  return (
    <form
      class="reason"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
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
        {problem?.code === meanwhile ? "Keep mine all the same" : "Keep"}
      </button>
    </form>
  );
}

/** No code of the API: the page itself holds back what would write over another's word. */
const meanwhile = "MEANWHILE";

function saidMeanwhile(review: Review | null): TurnFailure {
  const said =
    review && `${review.reviewer} has said: ${review.status}${review.notes === "" ? "" : `, "${review.notes}"`}`;
  return {
    code: meanwhile,
    detail: "Somebody was here in the meantime.",
    hint: said ? `${said}. Keeping yours takes its place.` : "What stood here was taken back.",
  };
}
