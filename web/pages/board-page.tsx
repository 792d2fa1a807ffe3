import { useState } from "preact/hooks";

import { announceChange } from "../app/changes.ts";
import { go } from "../app/router.ts";
import { useLoaded } from "../app/use-loaded.ts";
import { AnswerText } from "../chat/answer-text.tsx";
import { Picture } from "../chat/answer-view.tsx";
import { textParts } from "../chat/text-parts.ts";
import { call } from "../client/call.ts";
import { toProblem, type RequestProblem } from "../client/problem.ts";
import type { Answer, Board } from "../contract/routes.d.ts";
import { Icon } from "../ui/icon.tsx";
import { formatCount } from "../ui/format.ts";
import { NameMenu } from "../ui/name-menu.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import { Page } from "./page.tsx";
import type { PageProps } from "./index.tsx";

/** A board: saved answers, asked again when a newer run is live. */
export function BoardPage({ id, onMenu }: PageProps & { readonly id: string }) {
  const loaded = useLoaded((signal) => call("GET /v1/boards/{id}", { path: { id } }, signal), [id]);
  const [isRefreshing, setIsRefreshing] = useState(false);
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [told, setTold] = useState("");
  const board = loaded.state === "ready" ? loaded.value : null;
  const attempt = async (work: () => Promise<unknown>) => {
    setProblem(null);
    setTold("");
    try {
      await work();
    } catch (thrown) {
      setProblem(toProblem(thrown));
    }
    loaded.reload();
  };
  const refresh = async () => {
    setIsRefreshing(true);
    await attempt(async () => {
      const { refreshed } = await call("POST /v1/boards/{id}/refresh", { path: { id } });
      setTold(`${formatCount(refreshed, "answer")} asked again.`);
    });
    setIsRefreshing(false);
  };
  const takeOff = (answerId: string) =>
    attempt(() => call("DELETE /v1/boards/{id}/answers/{answerId}", { path: { id, answerId } }));
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
            <NameMenu
              what="board"
              name={board.title}
              onRename={(title) => rename(id, title).then(loaded.reload)}
              onDelete={() => remove(id)}
            />
          </>
        )
      }
    >
      {(value) => (
        <>
          {problem && <ProblemNote problem={problem.problem} />}
          <p class={told === "" ? "unseen" : "hint"} role="status">
            {told}
          </p>
          <Items board={value} onTakeOff={(answerId) => void takeOff(answerId)} />
        </>
      )}
    </Page>
  );
}

function Items({ board, onTakeOff }: { readonly board: Board; readonly onTakeOff: (answerId: string) => void }) {
  if (board.items.length === 0)
    return (
      <>
        <p class="about">
          Nothing is on this board yet. An answer is put here by “Add to board” above it, and asked again when a newer
          run is live.
        </p>
        <a class="button" href="/">
          Ask a question
        </a>
      </>
    );
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
              onClick={() => onTakeOff(answer.id)}
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
  return (
    <>
      <AnswerText
        text={textParts(answer.text).lead}
        kind="body"
        onCite={() => go({ page: "answer", answer: answer.id })}
      />
      <Picture answer={answer} />
    </>
  );
}

async function rename(id: string, title: string): Promise<void> {
  await call("PATCH /v1/boards/{id}", { path: { id }, body: { title } });
  announceChange();
}

async function remove(id: string): Promise<void> {
  await call("DELETE /v1/boards/{id}", { path: { id } });
  announceChange();
  go({ page: "start", asks: [] });
}
