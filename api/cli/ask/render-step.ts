import type { TurnEvent } from "#agent";

import { cleanLine } from "../clean-text.ts";
import { cutText } from "../fit-text.ts";
import type { Style } from "../style.ts";

/** One line on what the turn does now, or null for an event that shows elsewhere. */
export function renderStep(event: TurnEvent, width: number, style: Style): string | null {
  switch (event.type) {
    case "tool-start":
      return style.dim(cutText(cleanLine(`· ${event.name} ${describeInput(event.input)}`), width));
    case "tool-end": {
      const mark = event.ok ? style.good("✓") : style.bad("✗");
      const text = cutText(cleanLine(`${event.name}: ${event.summary} (${Math.round(event.elapsedMs)} ms)`), width - 2);
      return `${mark} ${style.dim(text)}`;
    }
    case "text-restart":
      return style.dim("· writing the answer anew");
    case "turn-start":
    case "text-delta":
    case "answer-end":
    case "turn-error":
      return null;
    default:
      return event satisfies never;
  }
}

/** What the call is for in plain words where it says so; its input else. */
function describeInput(input: Readonly<Record<string, unknown>>): string {
  if (typeof input["purpose"] === "string") return input["purpose"];
  return Object.values(input)
    .filter((value) => value !== null && value !== undefined)
    .map((value) => (typeof value === "string" ? value : JSON.stringify(value)))
    .join(" ");
}
