import type { Runs } from "../contract/routes.d.ts";
import { capitalised } from "../ui/readable.ts";
import { figuresInWords } from "./figures-in-words.ts";

type Stage = Runs["items"][number]["stages"][number];

/** The stages of a run: how long each took, and what it came to. */
export function RunStages({ stages }: { readonly stages: readonly Stage[] }) {
  if (stages.length === 0) return null;
  const longest = Math.max(...stages.map((stage) => stage.seconds), 0.001);
  return (
    <>
      <h3>Stages</h3>
      <table class="bars stages">
        <thead class="unseen">
          <tr>
            <th scope="col">Stage</th>
            <th scope="col">Share of the longest</th>
            <th scope="col">Seconds</th>
            <th scope="col">Figures</th>
          </tr>
        </thead>
        <tbody>
          {stages.map((stage) => (
            <tr key={stage.name}>
              <th scope="row">{capitalised(stage.name)}</th>
              <td class="track">
                <span class="bar total" style={{ width: `${(stage.seconds / longest) * 100}%` }} aria-hidden="true" />
              </td>
              <td class="num">{stage.seconds.toFixed(1)} s</td>
              <td class="dim wide">{figuresInWords(stage.figures)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
