import { useEffect, useRef } from "preact/hooks";

import type { Answer } from "../contract/routes.d.ts";
import { formatDuration } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";
import { ScrollArea } from "../ui/scroll-area.tsx";
import { Source } from "./source.tsx";

/** What an answer rests on: each look-up with its query and rows, and how long everything took. */
export function EvidencePanel({
  answer,
  found,
  shown,
  onClose,
}: {
  readonly answer: Answer | null;
  /** What a turn that still works has found, until there is an answer. */
  readonly found: readonly Answer["evidence"][number][];
  readonly shown: string | null;
  readonly onClose: () => void;
}) {
  const panel = useRef<HTMLElement>(null);
  const sources = answer?.evidence ?? found;
  useEffect(() => {
    const source = shown === null ? null : panel.current?.querySelector<HTMLElement>(`#source-${CSS.escape(shown)}`);
    const scroller = source?.closest(".scroll");
    if (!source || !scroller) return;
    scroller.scrollTop += source.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    source.querySelector<HTMLElement>("summary")?.focus({ preventScroll: true });
  }, [answer?.id, shown]);
  return (
    <aside class="evidence" ref={panel} aria-label="Evidence">
      <header class="top">
        <h2>Evidence</h2>
        <span class="space" />
        <button type="button" class="square" aria-label="Close the evidence" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <ScrollArea label="Sources">
        {sources.length === 0 && (
          <p class="empty">{answer ? "This answer rests on no look-up." : "What an answer rests on is shown here."}</p>
        )}
        {sources.map((evidence, index) => (
          <Source
            key={`${answer?.id} ${evidence.id}`}
            evidence={evidence}
            isOpen={shown === null ? index === 0 : shown === evidence.id}
          />
        ))}
        {answer && <Timing answer={answer} />}
        {answer && <Facts answer={answer} />}
      </ScrollArea>
    </aside>
  );
}

/** Milliseconds of each look-up, and what was left for reading, writing and checking. */
function Timing({ answer: { evidence, timing } }: { readonly answer: Answer }) {
  const steps = evidence.map(({ id, title, elapsedMs }) => ({ key: id, title, ms: elapsedMs }));
  const rest = Math.max(0, timing.totalMs - timing.toolMs);
  const all = [...steps, { key: "rest", title: "Reading and writing", ms: rest }];
  const longest = Math.max(...all.map((step) => step.ms), 1);
  return (
    <section class="source timing">
      <h3>How long it took</h3>
      <ol>
        {all.map((step) => (
          <li key={step.key}>
            <span>{step.title}</span>
            <em>{formatDuration(step.ms)}</em>
            <i aria-hidden="true">
              <b style={{ width: `${(step.ms / longest) * 100}%` }} />
            </i>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Facts({ answer }: { readonly answer: Answer }) {
  const { model, dataset, usage, timing, outcome } = answer;
  const cost = usage.costUsd === null ? "not known" : usage.costUsd === 0 ? "nothing" : `$${usage.costUsd.toFixed(4)}`;
  return (
    <section class="source">
      <h3>The answer</h3>
      <dl class="facts">
        <Fact name="Written by" value={model.provider === "offline" ? "the offline analyst" : model.name} />
        <Fact name="Outcome" value={outcome.replaceAll("-", " ")} />
        <Fact name="Data of" value={dataset.snapshotDate} />
        <Fact name="Run" value={dataset.runId} />
        {answer.cached && (
          <Fact name="First answered" value={answer.cached.finishedAt.slice(0, 16).replace("T", " ")} />
        )}
        {usage.inputTokens + usage.outputTokens > 0 && (
          <Fact
            name="Tokens in, out"
            value={`${usage.inputTokens.toLocaleString("en-US")}, ${usage.outputTokens.toLocaleString("en-US")}`}
          />
        )}
        <Fact name="Cost" value={cost} />
        <Fact name="Checks took" value={formatDuration(timing.checkMs)} />
      </dl>
    </section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
