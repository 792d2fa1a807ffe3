const longestTitle = 80;

/** A title of one line and at most 80 characters, cut between words where that is possible. */
export function threadTitle(text: string): string {
  // Controls and halves of surrogate pairs are no text, and PostgreSQL takes neither.
  const line = text.replaceAll(/[\p{Cc}\p{Cs}\s]+/gu, " ").trim();
  const characters = [...new Intl.Segmenter().segment(line)].map(({ segment }) => segment);
  if (characters.length === 0) return "Untitled";
  if (characters.length <= longestTitle) return line;
  const cut = characters.slice(0, longestTitle - 1).join("");
  const lastSpace = cut.lastIndexOf(" ");
  return `${(lastSpace > longestTitle / 2 ? cut.slice(0, lastSpace) : cut).trimEnd()}…`;
}
