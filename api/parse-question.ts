import { AppError } from "#core";

/** Form of a conversation's id, also of one that a client chooses. */
export const threadIdPattern = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * The question without the space around it. Throws `QUESTION_EMPTY`, or `QUESTION_TOO_LONG` past `maxChars`
 * (UTF-16 code units, as `length` counts).
 */
export function parseQuestion(text: string, maxChars: number): string {
  const question = text.trim();
  if (question === "") {
    throw new AppError("QUESTION_EMPTY", {
      detail: "There is no question.",
      hint: 'Ask something about the data, for example "Which features drive the predictions most?".',
    });
  }
  if (question.length > maxChars) {
    throw new AppError("QUESTION_TOO_LONG", {
      detail: `The question has ${question.length} characters; at most ${maxChars} are taken.`,
      hint: "Ask for one thing at a time; RECKONER_QUESTION_CHARS sets the limit.",
    });
  }
  return question;
}
