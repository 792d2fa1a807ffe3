import { Marked, type Tokens } from "marked";

import { escapeMarkup, trusted, type Markup } from "./markup.ts";

/** Answers are text of a model and may be hostile: HTML in them is shown, not used, and nothing is linked or loaded. */
const markdown = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }: Tokens.HTML | Tokens.Tag) => escapeMarkup(text),
    image: ({ text, href }: Tokens.Image) => escapeMarkup(`[picture: ${text} ${href}]`),
    link: ({ text, href }: Tokens.Link) => escapeMarkup(text === href ? href : `${text} (${href})`),
    // A title in an answer is a step of the case, not of the page.
    heading({ tokens }: Tokens.Heading) {
      return `<h4>${this.parser.parseInline(tokens)}</h4>`;
    },
    checkbox: ({ checked }: Tokens.Checkbox) => (checked ? "☑ " : "☐ "),
  },
});

/** An answer's markdown as HTML, its citations as marks. */
export function renderMarkdown(text: string): Markup {
  const body = markdown.parse(text, { async: false });
  return trusted(
    body.replace(/\s*\[(e\d+(?:\s*,\s*e\d+)*)\]/g, (_, ids: string) =>
      ids
        .split(",")
        .map((id) => `<span class="cite">${id.trim().slice(1)}</span>`)
        .join(""),
    ),
  );
}
