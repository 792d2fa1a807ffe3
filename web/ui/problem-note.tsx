import type { TurnFailure } from "../chat/turn.ts";
import { Icon } from "./icon.tsx";

/** What went wrong and what can be done about it. */
export function ProblemNote({
  problem,
  tone = "warn",
  onRetry,
}: {
  readonly problem: TurnFailure;
  /** Calm for what the reader asked for, as stopping. */
  readonly tone?: "warn" | "calm";
  readonly onRetry?: () => void;
}) {
  return (
    <div class={`problem ${tone}`} role="alert">
      <Icon name={tone === "warn" ? "warning" : "info"} />
      <div>
        <p>
          <b>{problem.detail}</b>
        </p>
        <p>{problem.hint}</p>
        {problem.code === "SIGN_IN_REQUIRED" && (
          <a class="button" href={`/sign-in?${new URLSearchParams({ return_to: location.pathname })}`}>
            Sign in
          </a>
        )}
        {onRetry && (
          <button type="button" class="button" onClick={onRetry}>
            {tone === "warn" ? "Try again" : "Ask again"}
          </button>
        )}
      </div>
    </div>
  );
}
