import { useEffect, useState } from "preact/hooks";

import { formatDuration } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";
import { SqlCode } from "../ui/sql-code.tsx";
import { stepTitle } from "./step-title.ts";
import type { DoneStep } from "./step-list.tsx";
import type { Step } from "./turn.ts";

/** What is being looked up while a turn works: each call, its query while it runs, what came of it. */
export function LiveSteps({ steps, isWriting }: { readonly steps: readonly Step[]; readonly isWriting: boolean }) {
  return (
    <ol class="live" aria-label="What is being looked up">
      {steps.map((step) => (
        <LiveStep key={step.id} step={step} />
      ))}
      {!isWriting && steps.every((step) => step.state !== "running") && (
        <li>
          <span class="ring" aria-hidden="true" />
          <div>
            <b class="dim">{steps.length === 0 ? "Reading the question" : "Going on"}</b>
          </div>
        </li>
      )}
    </ol>
  );
}

function LiveStep({ step }: { readonly step: Step }) {
  const isRunning = step.state === "running";
  return (
    <li>
      {isRunning ? (
        <span class="spin" aria-hidden="true" />
      ) : (
        <Icon name={step.state === "done" ? "check" : "warning"} class={step.state === "done" ? "ok" : "warn"} />
      )}
      <div>
        <b>{stepTitle(step)}</b>
        {isRunning && step.sql !== null ? <SqlCode sql={step.sql} /> : null}
        {!isRunning && <p>{step.summary}</p>}
      </div>
      <Elapsed step={step} />
    </li>
  );
}

/** Seconds that count on while the step runs. */
function Elapsed({ step }: { readonly step: Step }) {
  const [nowMs, setNowMs] = useState(performance.now());
  const isRunning = step.state === "running";
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNowMs(performance.now()), 200);
    return () => clearInterval(timer);
  }, [isRunning]);
  if (!isRunning && step.elapsedMs === null) return null;
  return <i>{formatDuration(step.elapsedMs ?? Math.max(0, nowMs - step.startedAtMs))}</i>;
}

/** The steps that are over, for the line that they are folded into once the answer is being written. */
export function doneSteps(steps: readonly Step[]): readonly DoneStep[] {
  return steps.map((step) => ({
    id: step.id,
    title: stepTitle(step),
    result: step.summary,
    isDone: step.state !== "failed",
    elapsedMs: step.elapsedMs ?? 0,
  }));
}
