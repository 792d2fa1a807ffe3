import { formatDuration } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";

/** One look-up that is over. */
export type DoneStep = {
  readonly id: string;
  readonly title: string;
  readonly result: string;
  readonly isDone: boolean;
  readonly elapsedMs: number;
};

/** The steps of an answer folded into one line, opened in place; `onShow` leads to a step's evidence. */
export function StepList({
  summary,
  steps,
  totalMs,
  onShow,
}: {
  readonly summary: string;
  readonly steps: readonly DoneStep[];
  readonly totalMs: number | null;
  readonly onShow: ((id: string) => void) | null;
}) {
  const line = (
    <>
      <Icon name="check" class="ok" />
      {summary}
      {totalMs !== null && <span class="dim">{formatDuration(totalMs)}</span>}
    </>
  );
  if (steps.length === 0) return <p class="steps">{line}</p>;
  return (
    <details class="steps-fold">
      <summary class="steps">
        {line}
        <Icon name="right" class="chevron" />
      </summary>
      <ol class="live">
        {steps.map((step) => (
          <li key={step.id}>
            <Icon name={step.isDone ? "check" : "warning"} class={step.isDone ? "ok" : "warn"} />
            <div>
              {onShow ? (
                <button type="button" class="plain" onClick={() => onShow(step.id)}>
                  <b>{step.title}</b>
                </button>
              ) : (
                <b>{step.title}</b>
              )}
              <p>{step.result}</p>
            </div>
            <i>{formatDuration(step.elapsedMs)}</i>
          </li>
        ))}
      </ol>
    </details>
  );
}
