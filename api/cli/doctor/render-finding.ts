import { padText, wrapText } from "../fit-text.ts";
import type { Style } from "../style.ts";
import type { Finding, Level } from "./finding.ts";

const levelWidth = 6;

/** A finding for a terminal of `width` columns: how it stands, what is so, and below it what to do. */
export function renderFinding({ about, level, detail, hint }: Finding, width: number, style: Style): string {
  const indent = " ".repeat(levelWidth);
  const [first = "", ...rest] = wrapText(`${about}: ${detail}`, width - levelWidth);
  const advice = hint === null ? [] : wrapText(`→ ${hint}`, width - levelWidth, "  ");
  const mark = paint(level, style)(padText(level, levelWidth, "left"));
  const lines = [mark + first, ...[...rest, ...advice].map((line) => indent + line)];
  return `${lines.join("\n")}\n`;
}

/** How many findings are of which level. */
export function renderSummary(findings: readonly Finding[], style: Style): string {
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
  const [fails, warns] = [count("fail"), count("warn")];
  if (fails + warns === 0) return `${style.good("Nothing is in the way.")}\n`;
  const text = `${fails} ${fails === 1 ? "fails" : "fail"}, ${warns} ${warns === 1 ? "warning" : "warnings"}.`;
  return `${fails > 0 ? style.bad(text) : text}\n`;
}

function paint(level: Level, style: Style): (text: string) => string {
  switch (level) {
    case "ok":
      return style.good;
    case "warn":
      return style.up;
    case "fail":
      return style.bad;
  }
}
