import DOMPurify from "dompurify";
import { Marked } from "marked";

/** What an answer's text may be made of: no picture, no form, no address outside, so that nothing can be sent away. */
const allowedTags =
  "p br strong em del code pre blockquote hr ul ol li h2 h3 h4 table thead tbody tr th td a mark span".split(" ");
const allowedAttributes = ["href", "align", "class", "data-evidence", "aria-label", "title"];

/** Tags and pictures in the text are text: they are shown as they were written. */
const markdown = new Marked({
  gfm: true,
  breaks: false,
  renderer: { html: ({ raw }) => escaped(raw), image: ({ raw }) => escaped(raw) },
});

/** What was rendered last: the blocks of an answer that has just been written are drawn once more when it is whole. */
const rendered = new Map<string, string>();
const mostRendered = 500;

/** Markdown as safe HTML, with citations as links to the evidence and numbers that could not be traced as marks. */
export function renderMarkdown(text: string): string {
  const known = rendered.get(text);
  if (known !== undefined) return known;
  if (rendered.size >= mostRendered) rendered.clear();
  const html = toSafeHtml(text);
  rendered.set(text, html);
  return html;
}

function toSafeHtml(text: string): string {
  const html = markdown.parse(text, { async: false });
  const safe = DOMPurify.sanitize(withCitations(html), {
    ALLOWED_TAGS: allowedTags,
    ALLOWED_ATTR: allowedAttributes,
    // Without this the rule for addresses would be held against it, too.
    ADD_URI_SAFE_ATTR: ["align"],
    // Citations are the only links.
    ALLOWED_URI_REGEXP: /^#e\d+$/,
  });
  return withScrollingTables(safe);
}

/** Gives each table a place of its own to scroll in, which the keyboard reaches. In safe HTML these are tags only. */
function withScrollingTables(html: string): string {
  return html
    .replaceAll("<table>", '<div class="table-scroll" role="group" aria-label="Table" tabindex="0"><table>')
    .replaceAll("</table>", "</table></div>");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function withCitations(html: string): string {
  return html
    .replaceAll(/(\d) %/g, "$1\u00a0%")
    .replace(
      /\s*\[(e\d+(?:\s*,\s*e\d+)*)\]/g,
      (_, ids: string) =>
        `<span class="cites">${ids
          .split(",")
          .map((id) => id.trim())
          .map(
            (id) =>
              `<a class="cite" href="#${id}" data-evidence="${id}" aria-label="Evidence ${id.slice(1)}">${id.slice(1)}</a>`,
          )
          .join("")}</span>`,
    )
    .replaceAll(
      "[unverified]",
      '<mark class="unverified" title="No result of this turn holds this number.">unverified</mark>',
    );
}
