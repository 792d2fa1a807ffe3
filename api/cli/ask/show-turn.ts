import type { Answer, TurnEvent } from "#agent";

import { collectAnswer } from "../../collect-answer.ts";
import { renderAnswer, renderBelowText } from "../render-answer.ts";
import { createStyle } from "../style.ts";
import type { Terminal } from "../terminal.ts";
import { renderStep } from "./render-step.ts";
import { createMarkdownStream } from "./stream-markdown.ts";

/**
 * Shows a turn: its steps on standard error as they happen, its answer on standard output. A person sees the text as it
 * comes, each sentence checked; a pipe gets it whole at the end, or nothing. Throws what ended the turn.
 */
export async function showTurn(
  turn: AsyncIterable<TurnEvent>,
  { out, err }: Omit<Terminal, "openPrompt">,
): Promise<Answer> {
  const style = createStyle(out.isColoured);
  const errStyle = createStyle(err.isColoured);
  let stream = createMarkdownStream(out.columns, style);
  let text = "";
  let isMidLine = false;
  const write = (piece: string) => {
    if (piece === "") return;
    out.write(piece);
    isMidLine = !piece.endsWith("\n");
  };
  const endLine = () => {
    if (isMidLine) write("\n");
  };
  const onEvent = (event: TurnEvent) => {
    const step = renderStep(event, err.columns, errStyle);
    if (step !== null) {
      endLine();
      err.write(`${step}\n`);
    }
    if (!out.isTerminal) return;
    if (event.type === "text-delta") {
      if (text === "") write("\n");
      text += event.text;
      write(stream.push(event.text));
    }
    if (event.type === "text-restart") {
      stream = createMarkdownStream(out.columns, style);
      text = "";
    }
  };
  try {
    const answer = await collectAnswer(turn, onEvent);
    const isShown = text !== "" && text.trim() === answer.text.trim();
    if (!isShown) endLine();
    if (isShown) write(`${stream.end()}\n${renderBelowText(answer, out.columns, style)}`);
    else write(renderAnswer(answer, out.columns, style));
    return answer;
  } finally {
    endLine();
  }
}
