/** A column's name as words; what has a label of its own is told by that instead. */
export function readableName(name: string): string {
  return name.replaceAll("_", " ").trim();
}

/** With a capital in front, as headings and rows begin. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
