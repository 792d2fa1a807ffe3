/** A sentence of a model card, with the section that it stands in. */
export type CardPassage = { readonly section: string; readonly text: string };

/**
 * The sentences of a model card, section by section: its paragraphs and the items of its lists. Tables are left out;
 * their figures are in tables that can be queried.
 */
export function cardPassages(card: string): readonly CardPassage[] {
  let section = "";
  return card.split("\n").flatMap((line) => {
    const heading = /^## (.+)$/.exec(line)?.[1];
    if (heading !== undefined) section = heading;
    const isText = heading === undefined && section !== "" && line.trim() !== "" && !/^[#|]/.test(line);
    return isText ? [{ section, text: line.replace(/^- /, "") }] : [];
  });
}
