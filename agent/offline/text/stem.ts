/**
 * A word without its inflection: plural, -ing, -ed, -ly and possessive endings. Not a dictionary stem: it only has
 * to map the forms of one word to one text, for the words of the lexicon and of the question alike.
 */
export function stem(word: string): string {
  let text = word.toLowerCase().replace(/['’]s$/, "");
  if (text.length <= 3 || /\d/.test(text)) return text;
  if (text.endsWith("ies") && text.length > 4) text = `${text.slice(0, -3)}y`;
  else if (/(ss|x|ch|sh|z)es$/.test(text)) text = text.slice(0, -2);
  else if (text.endsWith("s") && !/(ss|us|is)$/.test(text)) text = text.slice(0, -1);
  if (text.endsWith("ly") && text.length > 5) text = text.slice(0, -2);
  if (text.endsWith("ing") && text.length > 5) text = undouble(text.slice(0, -3));
  else if (text.endsWith("ed") && text.length > 4 && !text.endsWith("eed")) text = undouble(text.slice(0, -2));
  if (text.endsWith("e") && text.length > 3) text = text.slice(0, -1);
  return text;
}

function undouble(text: string): string {
  return /([bdfgmnprt])\1$/.test(text) ? text.slice(0, -1) : text;
}
