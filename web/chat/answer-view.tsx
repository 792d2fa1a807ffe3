import { useMemo } from "preact/hooks";

import type { Answer } from "../contract/routes.d.ts";
import { evidenceMeta } from "../evidence/evidence-meta.ts";
import { AnswerActions } from "./answer-actions.tsx";
import { AnswerText } from "./answer-text.tsx";
import { ChartFigure } from "./chart-figure.tsx";
import { Checks } from "./checks.tsx";
import { ContributionsTable } from "./contributions-table.tsx";
import { columnNumbers, evidenceTable } from "./evidence-table.ts";
import { StepList } from "./step-list.tsx";
import { stepsInWords } from "./step-title.ts";
import { textBlocks } from "./text-blocks.ts";
import { textParts } from "./text-parts.ts";

export type AnswerViewProps = {
  readonly answer: Answer;
  /** What the reader has seen of the text while it was written: that stays where it stands. */
  readonly readText?: string;
  readonly onAsk: (question: string) => void;
  readonly onAskAfresh: (question: string) => void;
  readonly onShowEvidence: (id: string | null) => void;
};

/** A finished answer, in the order it is read: how it was found, the sentence, the picture, the rest, the checks. */
export function AnswerView({ answer, readText = "", onAsk, onAskAfresh, onShowEvidence }: AnswerViewProps) {
  const parts = useMemo(() => textParts(answer.text, drawnNumbers(answer)), [answer]);
  const isPictureLast = readText.length > parts.lead.length;
  const rest = useMemo(
    () => blocksOf(isPictureLast ? textParts(answer.text).rest : parts.rest),
    [answer, parts, isPictureLast],
  );
  return (
    <>
      <StepList
        summary={answer.cached ? "From an answer given before" : stepsInWords(answer.evidence.map((one) => one.tool))}
        steps={answer.evidence.map((one) => ({
          id: one.id,
          title: one.title,
          result: evidenceMeta(one, { withTime: false }),
          isDone: true,
          elapsedMs: one.elapsedMs,
        }))}
        totalMs={answer.timing.totalMs}
        onShow={onShowEvidence}
      />
      <AnswerText text={parts.lead} kind="lead" onCite={onShowEvidence} />
      {!isPictureLast && <Picture answer={answer} />}
      {rest.map((block, index) => (
        <AnswerText key={index} text={block} kind="body" onCite={onShowEvidence} />
      ))}
      {isPictureLast && <Picture answer={answer} />}
      <Checks answer={answer} />
      <AnswerActions answer={answer} onAskAfresh={() => onAskAfresh(answer.question)} />
      {answer.followUps.length > 0 && (
        <div class="next" role="group" aria-label="Ask next">
          {answer.followUps.map((question) => (
            <button key={question} type="button" onClick={() => onAsk(question)}>
              {question}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

/** A text in the blocks that it was drawn in while it was written. */
function blocksOf(text: string): readonly string[] {
  const { settled, open } = textBlocks(text);
  return open === "" ? settled : [...settled, open];
}

/** What an answer draws: a chart, or contributions as a table. */
export function Picture({ answer }: { readonly answer: Answer }) {
  const { chart } = answer;
  if (!chart) return null;
  return chart.kind === "contributions" ? (
    <ContributionsTable answer={answer} chart={chart} />
  ) : (
    <ChartFigure answer={answer} chart={chart} />
  );
}

/** The numbers that the contributions' table shows, base and total among them. */
function drawnNumbers({ chart, ...answer }: Answer): readonly number[] {
  if (chart?.kind !== "contributions") return [];
  const table = evidenceTable({ chart, ...answer }, chart.evidence, chart.table ?? null);
  const main = evidenceTable({ chart, ...answer }, chart.evidence, null);
  if (!table || !main) return [];
  const parts = columnNumbers(table, chart.y);
  // What is told as "other features together" is the sum of those at the end, however many.
  const rests = parts.map((_, index) => parts.slice(index).reduce((sum, part) => sum + part, 0));
  return [...parts, ...rests, ...columnNumbers(main, "base_value"), ...columnNumbers(main, "margin")];
}
