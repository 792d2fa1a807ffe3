import type { Check, CheckContext } from "./check.ts";

const patterns: Readonly<Record<string, RegExp>> = {
  "e-mail address": /[\w.+-]+@[\w-]+\.[\w.]+/,
  "telephone number": /(?:\+\d{1,3}[ .-]?)?\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b/,
  "social security number": /\b\d{3}-\d{2}-\d{4}\b/,
  "card number": /\b(?:\d[ -]?){15}\d\b/,
};

/** No personal data by its form in text, follow-ups or evidence, and no column of the personal table in evidence. */
export function checkPersonalData({ answer, domain }: CheckContext): Check {
  const id = "personal-data";
  const restricted = new Set(domain.feed.pii.columns.filter((column) => column !== domain.entity.column));
  const tables = answer.evidence.flatMap((evidence) => [evidence, ...Object.values(evidence.more)]);
  const column = tables.flatMap((table) => table.columns).find(({ name }) => restricted.has(name));
  if (column) return { id, pass: false, note: `evidence has the column ${column.name}` };
  const cells = tables.flatMap((table) => table.rows.flat()).filter((cell) => typeof cell === "string");
  const texts = [answer.text, ...answer.followUps, ...answer.caveats.map((caveat) => caveat.text), ...cells];
  const kind = texts.map(personalDataIn).find((found) => found !== null);
  return { id, pass: kind === undefined, note: kind === undefined ? "" : `holds what looks like a ${kind}` };
}

/** What kind of personal data a text holds by its form; null where it holds none. */
export function personalDataIn(text: string): string | null {
  return Object.entries(patterns).find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}
