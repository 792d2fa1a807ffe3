import type { AppError } from "#core";

import { cleanText } from "./clean-text.ts";
import { createStyle } from "./style.ts";
import type { Output } from "./terminal.ts";

/** An error for a person: its code, what happened, what to do. */
export function printError(output: Output, error: AppError): void {
  const style = createStyle(output.isColoured);
  output.write(`${style.bad("error")} ${error.code}: ${cleanText(error.detail)}\n`);
  output.write(`${style.dim("hint")}  ${cleanText(error.hint)}\n`);
}
