import { useState } from "preact/hooks";

/** A longer question is cut to this, until all of it is asked for. */
const shownChars = 500;

/** What was asked; of a very long question its beginning, so that the answer is not far below. */
export function QuestionText({ question }: { readonly question: string }) {
  const [showsAll, setShowsAll] = useState(false);
  const isLong = question.length > shownChars;
  return (
    <>
      <p dir="auto">{isLong && !showsAll ? `${question.slice(0, shownChars)}…` : question}</p>
      {isLong && (
        <button type="button" class="mini" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? "Show less of it" : `Show all ${question.length.toLocaleString("en-US")} characters`}
        </button>
      )}
    </>
  );
}
