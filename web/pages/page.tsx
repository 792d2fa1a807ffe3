import type { ComponentChildren } from "preact";

import { pathOf } from "../app/place.ts";
import type { Loaded } from "../app/use-loaded.ts";
import { mayRetry } from "../client/problem.ts";
import { ProblemNote } from "../ui/problem-note.tsx";
import { ScrollArea } from "../ui/scroll-area.tsx";
import { TopBar } from "../ui/top-bar.tsx";

/** A page beside the conversation: its title, and what was loaded for it or why it could not be. */
export function Page<T>({
  title,
  loaded,
  onMenu,
  actions,
  children,
}: {
  readonly title: string;
  readonly loaded: Loaded<T> & { readonly reload: () => void };
  readonly onMenu: () => void;
  readonly actions?: ComponentChildren;
  readonly children: (value: T) => ComponentChildren;
}) {
  return (
    <main id="content">
      <TopBar title={title} onMenu={onMenu}>
        {actions}
      </TopBar>
      <ScrollArea label={title}>
        <div class="column page" aria-busy={loaded.state === "loading"}>
          {loaded.state === "loading" && <PageSkeleton />}
          {loaded.state === "failed" && (
            <ProblemNote
              problem={loaded.problem.problem}
              {...(mayRetry(loaded.problem) && { onRetry: loaded.reload })}
            />
          )}
          {loaded.state === "ready" && children(loaded.value)}
        </div>
      </ScrollArea>
    </main>
  );
}

/** Where the page's parts will stand. */
function PageSkeleton() {
  return (
    <div class="skeleton" role="status" aria-label="Loading">
      <i />
      <i class="block" />
      <i class="block" />
    </div>
  );
}

/** A question that leads from a page to the analyst. */
export function AskLink({ question }: { readonly question: string }) {
  return (
    <a class="button" href={pathOf({ page: "start", asks: [question] })}>
      {question}
    </a>
  );
}
