import { pathOf } from "../app/place.ts";
import { go } from "../app/router.ts";
import { useLoaded } from "../app/use-loaded.ts";
import { call } from "../client/call.ts";
import { AnswerPage } from "./answer-page.tsx";
import { Page } from "./page.tsx";
import type { PageProps } from "./index.tsx";

/** What is behind a shared link: the reader's own answer, or the questions, to be asked with the reader's own rights. */
export function SharedPage({ id, ...props }: PageProps & { readonly id: string }) {
  const loaded = useLoaded((signal) => call("GET /v1/shared/{id}", { path: { id } }, signal), [id]);
  if (loaded.state === "ready" && loaded.value.answer !== null) return <AnswerPage id={id} {...props} />;
  return (
    <Page title="Shared answer" loaded={loaded} onMenu={props.onMenu}>
      {({ questions }) => (
        <>
          <p class="about">Somebody shared an answer with you. This is what was asked:</p>
          <ol class="shared">
            {questions.map((question, index) => (
              <li key={index}>{question}</li>
            ))}
          </ol>
          <p class="about">Answers are not handed on: you are told what your own rights let you see.</p>
          <a
            class="button primary"
            href={pathOf({ page: "start", asks: questions })}
            onClick={(event) => {
              event.preventDefault();
              go({ page: "start", asks: questions });
            }}
          >
            {questions.length === 1 ? "Ask it" : "Ask them"}
          </a>
        </>
      )}
    </Page>
  );
}
