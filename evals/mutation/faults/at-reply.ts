import { inside, type Fault } from "../fault.ts";
import { changeDigit, flipSigns, swapTwoNumbers, turnComparisons } from "./change-text.ts";

/** Faults in what the model says, which the product's own checks see. */
export const replyFaults: readonly Fault[] = [
  inside("model swaps two numbers", "two figures of a sentence have changed places", { reply: swapTwoNumbers }),
  inside("model mistypes a digit", "one digit of a figure is another", { reply: changeDigit }),
  inside("model flips signs", "rises are falls", { reply: flipSigns }, (answer) => /[+−]\d/.test(answer.text)),
  inside("model turns comparisons", "the highest is told as the lowest", { reply: turnComparisons }, (answer) =>
    /\b(?:highest|lowest|higher|lower|most)\b/.test(answer.text),
  ),
  inside("model invents a number", "a figure that nothing looked up", {
    reply: (text) => `${text}\n\nThat is 37.4 % more than in the quarter before.`,
  }),
];
