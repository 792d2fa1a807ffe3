import { useState } from "preact/hooks";

const reasons = ["Wrong number", "Not what I asked", "Hard to understand", "Too slow", "Something else"];

/** What was wrong with an answer, and what it should have been. */
export function ReasonForm({ onGive }: { readonly onGive: (reason: string, correction: string | null) => void }) {
  const [reason, setReason] = useState(reasons[0] ?? "");
  const [correction, setCorrection] = useState("");
  return (
    <form
      class="reason"
      onSubmit={(event) => {
        event.preventDefault();
        onGive(reason, correction.trim() === "" ? null : correction.trim());
      }}
    >
      <fieldset>
        <legend>What was wrong?</legend>
        {reasons.map((one) => (
          <label key={one}>
            <input type="radio" name="reason" checked={reason === one} onChange={() => setReason(one)} />
            {one}
          </label>
        ))}
      </fieldset>
      <label>
        What should it have been? Words or SQL.
        <textarea rows={2} value={correction} onInput={(event) => setCorrection(event.currentTarget.value)} />
      </label>
      <button type="submit" class="button primary">
        Send
      </button>
    </form>
  );
}
