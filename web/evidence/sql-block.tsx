import { useState } from "preact/hooks";

import { call } from "../client/call.ts";
import { toProblem } from "../client/problem.ts";
import type { TurnFailure } from "../chat/turn.ts";
import { Icon } from "../ui/icon.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import { layOut } from "../ui/lay-out-sql.ts";
import { SqlCode } from "../ui/sql-code.tsx";
import type { TableData } from "../ui/table-data.ts";
import { useCopy } from "../ui/use-copy.ts";

/** A query as it ran; it can be changed and run again, with the reader's own rights. `onRows(null)` takes rows back. */
export function SqlBlock({
  sql,
  onRows,
}: {
  readonly sql: string;
  readonly onRows: (table: TableData | null) => void;
}) {
  const { copied, copy } = useCopy();
  const [draft, setDraft] = useState<string | null>(null);
  const [isRunning, setIsRunning] = useState(false);
  const [problem, setProblem] = useState<TurnFailure | null>(null);
  const run = async () => {
    if (draft === null) return;
    setIsRunning(true);
    setProblem(null);
    try {
      onRows(await call("POST /v1/sql", { body: { sql: draft } }));
    } catch (thrown) {
      setProblem(toProblem(thrown)?.problem ?? null);
    } finally {
      setIsRunning(false);
    }
  };
  const leave = () => {
    setDraft(null);
    setProblem(null);
    onRows(null);
  };
  return (
    <div class="code">
      {draft === null ? (
        <SqlCode sql={sql} />
      ) : (
        <textarea
          class="sql"
          aria-label="The query, to be changed"
          spellcheck={false}
          rows={Math.min(18, draft.split("\n").length + 1)}
          value={draft}
          onInput={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) void run();
          }}
        />
      )}
      <div class="code-actions">
        {draft === null ? (
          <button type="button" onClick={() => setDraft(layOut(sql))}>
            <Icon name="edit" />
            Edit and run
          </button>
        ) : (
          <>
            <button type="button" disabled={isRunning} onClick={() => void run()}>
              <Icon name="again" />
              {isRunning ? "Running" : "Run"}
            </button>
            <button type="button" onClick={leave}>
              <Icon name="close" />
              As it was
            </button>
          </>
        )}
        <button type="button" onClick={() => copy(draft ?? sql)}>
          <Icon name={copied ? "check" : "copy"} />
          {copied ? "Copied" : "Copy"}
        </button>
      </div>
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}
