import type { TurnFailure } from "../chat/turn.ts";
import { Icon } from "./icon.tsx";

/** What went wrong and what can be done about it. */
export function ProblemNote({ problem, onRetry }: { readonly problem: TurnFailure; readonly onRetry?: () => void }) {
  return (
    <div class="problem" role="alert">
      <Icon name="warning" />
      <div>
        <p>
          <b>{problem.detail}</b>
        </p>
        <p>{problem.hint}</p>
        {onRetry && (
          <button type="button" class="button" onClick={onRetry}>
            Try again
          </button>
        )}
      </div>
    </div>
  );
}
