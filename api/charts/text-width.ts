/**
 * Widths of Inter's regular letters in thousandths of the font's size, by groups of about the same width. Vega asks for
 * them to leave room for labels; without a canvas it would guess, and leave far too much.
 */
const widths: readonly (readonly [letters: string, width: number])[] = [
  ["ijl.,:;'|! I", 280],
  ['ftr()[]-–/\\"', 380],
  ["sczkvxyJ_*", 540],
  ["abdeghnopquFLETZ0123456789$€+−=<>~", 610],
  ["ABCDGHKNOPQRSUVXY&", 690],
  ["mwMW%@…", 880],
];
const average = 600;
const byLetter = new Map(
  widths.flatMap(([letters, width]) => Array.from(letters, (letter) => [letter, width] as const)),
);

/** Width of a text in Inter at `fontSizePx`, in pixels; within a few per cent. */
export function textWidthPx(text: string, fontSizePx: number): number {
  const thousandths = Array.from(text, (letter) => byLetter.get(letter) ?? average).reduce((sum, one) => sum + one, 0);
  return (thousandths / 1_000) * fontSizePx;
}
