/**
 * Escape sequences as ECMA-48 has them: CSI with its parameters, and strings such as titles with their end. Node's
 * `stripVTControlCharacters` takes more: from a CSI to the next bell, and so the words between.
 */
// oxlint-disable-next-line no-control-regex -- finding control characters is the point
const escapeSequence = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)/g;

/** Control characters but tab and line feed, marks that turn the direction of writing, and halves of a character. */
const unsafe =
  // oxlint-disable-next-line no-control-regex -- finding control characters is the point
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

/**
 * Text that cannot move the cursor, set colours or titles, or show other than it is. Data and answers may hold
 * anything; nothing reaches a terminal without going through here.
 */
export function cleanText(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll(escapeSequence, "").replaceAll(unsafe, "").replaceAll("\t", "  ");
}

/** Clean text on one line. */
export function cleanLine(text: string): string {
  return cleanText(text.replaceAll(/\s*[\r\n]+\s*/g, " ")).trim();
}
