import type { TurnEvent } from "#agent";

import { renderStep } from "./render-step.ts";
import { createStyle } from "./style.ts";
import type { Output } from "./terminal.ts";

/** Writes each step of a turn to `output` as it happens. */
export function showSteps(output: Output): (event: TurnEvent) => void {
  const style = createStyle(output.isColoured);
  return (event) => {
    const line = renderStep(event, output.columns, style);
    if (line !== null) output.write(`${line}\n`);
  };
}
