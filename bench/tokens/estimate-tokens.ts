/**
 * What a tokenizer of this kind usually keeps together: a word of up to twelve letters with the space before it, up to
 * three digits, breaks and tabs, or up to three signs.
 */
const piece = / ?\p{L}{1,12}|\d{1,3}|[\r\n\t]+| ?[^\s\p{L}\d]{1,3}|\s+/gu;

/**
 * About how many tokens a text is for a Claude, whose present tokenizers are not public: pieces of the text are
 * counted. The figures beside Claude 2's tokenizer, the one that is public (`@anthropic-ai/tokenizer` 0.0.4), are in
 * docs/claude.md. Newer models count up to a third more for the same text.
 */
export function estimateTokens(text: string): number {
  return text.match(piece)?.length ?? 0;
}
