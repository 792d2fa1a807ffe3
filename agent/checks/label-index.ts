/** Where a text holds a known label. */
export type FoundLabel = {
  readonly start: number;
  readonly end: number;
  /** Id of the evidence the label stands in; null for the domain's and the run's own. */
  readonly evidence: string | null;
  readonly how: string;
};

/** Finds labels that hold digits ("18-24", "10 or more", "7-day engagement trend") in a text. */
export type LabelIndex = {
  add(label: string, how: string, evidence: string | null): void;
  /** The labels in a text, longest first choice, none within another. */
  find(text: string): FoundLabel[];
};

type Label = { readonly text: string; readonly offset: number; readonly how: string; readonly evidence: string | null };

/** An index by each label's first run of digits, so that looking up costs no more than the text's numerals. */
export function createLabelIndex(): LabelIndex {
  const labels = new Map<string, Label[]>();
  const known = new Set<string>();

  function add(label: string, how: string, evidence: string | null): void {
    for (const text of spellings(normalizeText(label).trim())) {
      const run = /\d+/.exec(text);
      if (!run || known.has(text)) continue;
      known.add(text);
      const sameRun = labels.get(run[0]);
      const entry = { text, offset: run.index, how, evidence };
      if (sameRun) sameRun.push(entry);
      else labels.set(run[0], [entry]);
    }
  }

  function find(text: string): FoundLabel[] {
    const normal = normalizeText(text);
    const found: FoundLabel[] = [];
    for (const run of normal.matchAll(/\d+/g)) {
      if (run.index < (found.at(-1)?.end ?? 0)) continue;
      let longest: FoundLabel | null = null;
      for (const label of labels.get(run[0]) ?? []) {
        const start = run.index - label.offset;
        const end = start + label.text.length;
        if (start < 0 || (longest && end - start <= longest.end - longest.start)) continue;
        if (normal.startsWith(label.text, start) && standsAlone(normal, start, end)) {
          longest = { start, end, evidence: label.evidence, how: label.how };
        }
      }
      if (longest) found.push(longest);
    }
    return found;
  }

  return { add, find };
}

/** Lower case, plain hyphens and plain spaces, with every character at its place. */
export function normalizeText(text: string): string {
  const lower = text.toLowerCase();
  return (lower.length === text.length ? lower : text)
    .replaceAll(/[‐‑‒–—−]/g, "-")
    .replaceAll(/[\u00a0\u2009\u202f]/g, " ");
}

/** The ways a label is also written: "18-24" as "18 to 24", "55+" as "55 or more". */
function spellings(label: string): string[] {
  const all = [label];
  if (/\d\s?-\s?\d/.test(label)) {
    all.push(label.replace(/(\d)\s?-\s?(\d)/, "$1 to $2"), label.replace(/(\d)\s?-\s?(\d)/, "$1 - $2"));
  }
  if (/\d\+$/.test(label))
    all.push(...["or more", "or older", "and over", "and older"].map((words) => label.replace(/\+$/, ` ${words}`)));
  return all;
}

function standsAlone(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 2), start);
  const after = text.slice(end, end + 2);
  if (/[\p{L}\p{N}_]$/u.test(before) || /\d[.,]$/.test(before)) return false;
  return !/^[\p{L}\p{N}_]/u.test(after) && !/^[.,]\d/.test(after) && !/^\s?%/.test(after);
}
