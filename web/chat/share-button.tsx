import { useRef, useState } from "preact/hooks";

import { pathOf } from "../app/place.ts";
import { call } from "../client/call.ts";
import { toProblem, type RequestProblem } from "../client/problem.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import { useCopy } from "../ui/use-copy.ts";

/** Shares an answer by a link. Whoever follows it asks the same with their own rights. */
export function ShareButton({ answerId }: { readonly answerId: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { copied, copy } = useCopy();
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const link = location.origin + pathOf({ page: "shared", share: answerId });
  const path = { id: answerId };
  const attempt = async (work: () => Promise<unknown>) => {
    setProblem(null);
    try {
      await work();
    } catch (thrown) {
      setProblem(toProblem(thrown));
    }
  };
  const share = () => {
    dialog.current?.showModal();
    void attempt(() => call("PUT /v1/answers/{id}/share", { path }));
  };
  const takeBack = () =>
    void attempt(async () => {
      await call("DELETE /v1/answers/{id}/share", { path });
      dialog.current?.close();
    });
  return (
    <>
      <button type="button" class="ghost" onClick={share}>
        <Icon name="share" />
        <span>Share</span>
      </button>
      <Dialog dialogRef={dialog} label="Share the answer">
        <label>
          Link
          <input readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
        </label>
        <p class="hint">Whoever opens it gets the questions, and an answer with their own rights.</p>
        {problem && <ProblemNote problem={problem.problem} />}
        <div class="row">
          <button type="button" class="button danger" onClick={takeBack}>
            Share no more
          </button>
          <span class="space" />
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
          <button type="button" class="button primary" onClick={() => copy(link)}>
            {copied ? "Copied" : "Copy the link"}
          </button>
        </div>
      </Dialog>
    </>
  );
}
