import { useState } from "preact/hooks";

import { go } from "../app/router.ts";
import { useLoaded } from "../app/use-loaded.ts";
import { AnswerText } from "../chat/answer-text.tsx";
import { ChartFigure } from "../chat/chart-figure.tsx";
import { ContributionsTable } from "../chat/contributions-table.tsx";
import { textParts } from "../chat/text-parts.ts";
import { call } from "../client/call.ts";
import { toProblem, type RequestProblem } from "../client/problem.ts";
import type { Answer, Board } from "../contract/routes.d.ts";
import { Icon } from "../ui/icon.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import { BoardMenu } from "./board-menu.tsx";
import { Page } from "./page.tsx";
import type { PageProps } from "./index.tsx";

/** A board: saved answers, asked again when a newer run is live. */
export function BoardPage({ id, onMenu }: PageProps & { readonly id: string }) {
  const loaded = useLoaded((signal) => call("GET /v1/boards/{id}", { path: { id } }, signal), [id]);
  const [isRefreshing, setIsRefreshing] = useState(false);
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const board = loaded.state === "ready" ? loaded.value : null;
  const refresh = async () => {
    setIsRefreshing(true);
    setProblem(null);
    await call("POST /v1/boards/{id}/refresh", { path: { id } }).catch((thrown: unknown) =>
      setProblem(toProblem(thrown)),
    );
    setIsRefreshing(false);
    loaded.reload();
  };
  return (
    <Page
      title={board?.title ?? "Board"}
      loaded={loaded}
      onMenu={onMenu}
      actions={
        board && (
          <>
            <button type="button" class="ghost" disabled={isRefreshing} onClick={() => void refresh()}>
              <Icon name="again" />
              <span>{isRefreshing ? "Asking again" : "Ask all again"}</span>
            </button>
            <BoardMenu board={board} onRenamed={loaded.reload} />
          </>
        )
      }
    >
      {(value) => (
        <>
          {problem && <ProblemNote problem={problem.problem} />}
          <Items board={value} onRemoved={loaded.reload} />
        </>
      )}
    </Page>
  );
}

function Items({ board, onRemoved }: { readonly board: Board; readonly onRemoved: () => void }) {
  if (board.items.length === 0)
    return <p class="empty">Nothing is on this board yet. Add an answer from a conversation.</p>;
  return (
    <>
      {board.items.map(({ answer, isStale }) => (
        <section key={answer.id} class="board-item" aria-label={answer.question}>
          <header>
            <h2>
              <a href={`/answers/${encodeURIComponent(answer.id)}`}>{answer.question}</a>
            </h2>
            <span class="hint">
              Data of {answer.dataset.snapshotDate}
              {isStale && ", a newer run is live"}
            </span>
            <button
              type="button"
              class="square"
              aria-label={`Take off the board: ${answer.question}`}
              onClick={() =>
                void call("DELETE /v1/boards/{id}/answers/{answerId}", {
                  path: { id: board.id, answerId: answer.id },
                }).then(onRemoved, () => undefined)
              }
            >
              <Icon name="close" />
            </button>
          </header>
          <Saved answer={answer} />
        </section>
      ))}
    </>
  );
}

/** The sentence and the picture; the rest is a click away. */
function Saved({ answer }: { readonly answer: Answer }) {
  const { chart } = answer;
  return (
    <>
      <AnswerText
        text={textParts(answer.text).lead}
        kind="body"
        onCite={() => go({ page: "answer", answer: answer.id })}
      />
      {chart?.kind === "contributions" && <ContributionsTable answer={answer} chart={chart} />}
      {chart && chart.kind !== "contributions" && <ChartFigure answer={answer} chart={chart} />}
    </>
  );
}
