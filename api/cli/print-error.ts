import type { AppError } from "#core";

import { cleanText } from "./clean-text.ts";
import { createStyle } from "./style.ts";
import type { Output } from "./terminal.ts";

/** An error for a person: its code, what happened, what to do; of a fault inside also where it came from. */
export function printError(output: Output, error: AppError): void {
  const style = createStyle(output.isColoured);
  output.write(`${style.bad("error")} ${error.code}: ${cleanText(error.detail)}\n`);
  output.write(`${style.dim("hint")}  ${cleanText(error.hint)}\n`);
  if (error.code === "INTERNAL" && error.cause instanceof Error)
    output.write(`${style.dim("cause")} ${causeText(error.cause)}\n`);
}

/** Name, message and place: on one's own machine the person at the command line is the operator. */
function causeText(cause: Error): string {
  const place =
    cause.stack
      ?.split("\n")
      .find((line) => /^\s+at /.test(line))
      ?.trim() ?? "";
  return cleanText(`${cause.name}: ${cause.message} ${place}`.trim());
}
