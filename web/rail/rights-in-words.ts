/** What a right lets a person do, as it ends "May …"; those that concern this page. */
const words: Readonly<Record<string, string>> = {
  ask: "ask questions and read answers",
  "see-customers": "see single customers",
  "see-confidential": "see confidential columns row by row",
  review: "review predictions",
  "read-audit": "read the audit, by the API",
};

/** Each right in words, and whether it is among `given`. */
export function rightsInWords(
  given: readonly string[],
): readonly { readonly words: string; readonly isGiven: boolean }[] {
  return Object.entries(words).map(([right, inWords]) => ({ words: inWords, isGiven: given.includes(right) }));
}
