import { renderPrompt } from "#prompts";
import type { EvidenceTable } from "#tools";

import type { Answer, Claim } from "../answer.ts";
import type { ThreadTurn } from "../thread.ts";

/** Characters that the summary's turns may take together. */
const mostChars = 6_000;
const questionChars = 200;
const shortQuestionChars = 80;
const leadChars = 240;
const mostFigures = 4;

/**
 * How much is told of a turn, most first. Where it is too much in all, older turns step down before younger ones, and
 * all by one step before any by two.
 */
const levels = [
  { figures: mostFigures, hasLead: true, questionChars },
  { figures: 2, hasLead: true, questionChars },
  { figures: 1, hasLead: true, questionChars },
  { figures: 0, hasLead: true, questionChars: shortQuestionChars },
  { figures: 0, hasLead: false, questionChars: shortQuestionChars },
] as const;

/**
 * Turns of a conversation in few words, by rule: for each its question, the answer's first sentence, and the figures
 * that rest on evidence with what they are about and where they were found ("answer 3, e1"). Answers are numbered from
 * the conversation's beginning. Turns that do not even fit by their questions are left out, oldest first, and counted.
 * @param runId the present run; which answers of the whole conversation (`all`) are of another is said.
 */
export function summariseTurns(turns: readonly ThreadTurn[], runId: string, all: readonly ThreadTurn[]): string {
  const lines = turns.map((turn, index) => linesOf(turn, index + 1));
  const chosen = lines.map(() => 0);
  const lengthOf = (index: number) => (lines[index]?.[chosen[index] ?? 0]?.length ?? 0) + 1;
  let total = lines.reduce((sum, _, index) => sum + lengthOf(index), 0);
  for (let level = 1; level <= levels.length; level++) {
    for (let index = 0; index < lines.length && total > mostChars; index++) {
      total -= lengthOf(index);
      chosen[index] = level;
      total += level < levels.length ? lengthOf(index) : 0;
    }
  }
  const told = lines.flatMap((line, index) => line[chosen[index] ?? 0] ?? []);
  const left = lines.length - told.length;
  return renderPrompt("earlier-turns", {
    runs: runsOf(all, runId),
    turns: [...(left > 0 ? [`(Answers 1 to ${left} are left out.)`] : []), ...told].join("\n"),
  });
}

/** Which answers rest on another run than the present one; empty where none does. */
export function runsOf(turns: readonly ThreadTurn[], runId: string): string {
  const runs = new Map<string, { readonly snapshotDate: string; readonly answers: number[] }>();
  for (const [index, { answer }] of turns.entries()) {
    const { runId: run, snapshotDate } = answer.dataset;
    if (run === runId) continue;
    const kept = runs.get(run) ?? { snapshotDate, answers: [] };
    kept.answers.push(index + 1);
    runs.set(run, kept);
  }
  return [...runs]
    .map(([run, { snapshotDate, answers }]) => {
      const which = answers.length === 1 ? `Answer ${answers[0]} is` : `Answers ${answers.join(", ")} are`;
      return `\n${which} of an earlier run (${run}, snapshot of ${snapshotDate}).`;
    })
    .join("");
}

/** A turn's line at each level. */
function linesOf({ question, answer }: ThreadTurn, position: number): string[] {
  const lead = shortened(leadOf(answer.text), leadChars);
  const figures = figuresOf(answer, lead).map(
    ({ about, text, evidence }) => `${about} ${text} (answer ${position}, ${evidence.join(", ")})`,
  );
  return levels.map((level) => {
    const asked = `${position}. "${shortened(question, level.questionChars)}"`;
    if (!level.hasLead) return asked;
    const told = figures.slice(0, level.figures);
    return [`${asked}: ${lead}`, ...(told.length > 0 ? [`Also ${told.join("; ")}.`] : [])].join(" ");
  });
}

/** The first sentence of prose, without markup and citations. */
function leadOf(text: string): string {
  const prose = text.split(/\n+/).find((line) => /\p{L}/u.test(line) && !/^\s*(?:[#>|]|```)/.test(line)) ?? text;
  const plain = prose.replaceAll(/\*\*|__|`|\[e\d+(?:,\s*e\d+)*\]/g, "").replaceAll(/\s+([.,;:])/g, "$1");
  return (/^.*?[.!?](?=\s|$)/.exec(plain.trim())?.[0] ?? plain).trim();
}

type Figure = { readonly about: string; readonly text: string; readonly evidence: readonly string[] };

/**
 * The first numbers that rest on evidence and that the lead does not say already, each once, in the text's order.
 * Ranks and counts of one digit are left out: they are soon looked up, and mean little alone.
 */
function figuresOf(answer: Answer, lead: string): Figure[] {
  const figures: Figure[] = [];
  const seen = new Set<string>();
  for (const claim of answer.claims) {
    const { text, kind, status, evidence } = claim;
    const isFounded = kind === "number" && evidence.length > 0 && (status === "traced" || status === "derived");
    if (!isFounded || /^\d$/.test(text) || seen.has(text) || lead.includes(text)) continue;
    seen.add(text);
    figures.push({ about: aboutOf(claim, answer), text, evidence });
    if (figures.length === mostFigures) break;
  }
  return figures;
}

/** What a figure is about: the names in its row and its column; of a computed one how it was computed. */
function aboutOf(claim: Claim, answer: Answer): string {
  for (const evidence of answer.evidence.filter(({ id }) => claim.evidence.includes(id))) {
    const tables: [string, EvidenceTable][] = [[evidence.id, evidence]];
    for (const [name, table] of Object.entries(evidence.more)) tables.push([`${evidence.id} ${name}`, table]);
    for (const [where, table] of tables) {
      const place = placeIn(claim.how, where, table);
      if (place) return place;
    }
  }
  return `${shortened(claim.how, shortQuestionChars)}:`;
}

/** "premium, mean_score:" for "e1, mean_score, row 2"; null where the words name no cell of the table. */
function placeIn(how: string, where: string, table: EvidenceTable): string | null {
  if (!how.startsWith(`${where}, `)) return null;
  const row = table.rows[Number(/, row (\d+)$/.exec(how)?.[1]) - 1];
  const column = table.columns.find(({ name }) => how.startsWith(`${where}, ${name}, row `));
  if (!row || !column) return null;
  const labels = row.filter((cell) => typeof cell === "string" && cell.length <= shortQuestionChars);
  return `${[...labels.slice(0, 2), column.name].join(", ")}:`;
}

function shortened(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).trimEnd()}…`;
}
