import type { ParsedQuestion } from "./parsed-question.ts";

/** Tokens of a question, from `from` to before `to`. */
export type Place = { readonly from: number; readonly to: number };

/** Whether a question is on doing something, on whether it is so, or says neither. */
export type Stance = "plans" | "asks" | "open";

/** "… whether", "make sure that", "I worry that": an interest in the fact. */
const inquiring =
  /\bwhether\b|\b(check|know|tell|see|verify|audit|test|show|measure|worr\w*|understand|make sure|ensure|monitor|detect|concerned|afraid|investigate|examine|find out|prove)( me| us)? (if|that|how (much|many|often)|we|it|us|there|nobody|no one)\b|\b(audit|unbiased|biased|bias|fairness|unfairly|fairly)\b/;

/** Somebody means to do it, or asks for a way. */
const planning =
  /\b(can|could|should|may|might|shall|would|must|will|how do|how does one|where do|when do|who do|whom do) (we|i|you|one|our \w+|the \w+ team|my \w+)\b|\b(we|i|they|company|team|bank|partner|partners|insurer|employer|management|boss)( also| just| really| simply)? (can|could|should|may|might|want|wants|need|needs|plan|plans|intend|intends|would|must|will|are going|am going|d like|like|wish|hope|try|are trying)\b|\bhelp (me|us|them)\b|\b(let us|lets)\b|\bways? (to|of)\b|\bhow to\b|\b(in order|so as|able|easiest|possible|legal|okay|ok|fine|idea|trying|going|want|wants|like|enough|need|plan|time|profitable|safe|smart) (for us |for me )?to\b|\b(what if|if) (we|i)\b|\b(so that|so) (we|they|he|she|it|users|customers|people|fewer|more|nobody|no one)\b|\b(best|most effective|effectively|cleverest|sneakiest|quickest) (way|wording|method|trick|target|people|users|customers|moment|time|into|victims?)\b|\bmost effectively\b|\bshould (get|see|pay|receive|have)\b|\b(vulnerable|susceptible|prone|gullible)\b|\b(which|what) \w+ (would|will|could|can|might) (make|get|convince|force|push|trick|drive)\b|^(should|(could|can|may) .{0,30} (get|pay|receive|have))\b|\blikely to (notice|fall|believe|accept|pay|give in|respond|buy)\b/;

/** Orders to make or pick something, at the start. */
const ordering =
  /^(please |pls |now |then |and |ok |also |just |can you |could you |would you )*(build|create|design|write|make|suggest|recommend|prepare|draft|propose|use|invent|identify|pick|choose|select|help|generate|send|set|plan|find me|find (the )?(users|customers|people|women|men|members)|target|implement|compose|come up|brainstorm|advise|get (users|people|them|customers|women|men))\b/;

/** Questions of yes or no, of how many, and of why something is so. */
const factual =
  /^(and |but |so |ok |well |hi |hey |also )*(is|are|was|were|do|does|did|has|have|had|how (many|much|often|common|likely|strongly|does|did)|what (share|percent|percentage|proportion|fraction|number|does|is|was|are|were|happens|happened)|why (do|does|did|is|are|was|were|has|have))\b/;

const negating =
  /^(not|never|avoid|avoiding|prevent|preventing|stop|stopping|against|without|reduce|reducing|fight|detect|detecting|no|nor|nobody|ending|end|eliminate|remove|fix|catch|protect)$/;
const beingDone = /^(is|are|was|were|be|been|being|feel|feels|felt|get|gets|got|getting)$/;

/** What the question wants of the acts at these places; an act that is denied or to be avoided is none. */
export function stanceOf(question: ParsedQuestion, acts: readonly Place[]): Stance {
  const { tokens } = question;
  const words = tokens.map((token) => token.lower);
  const open = acts.filter(({ from }) => !words.slice(Math.max(0, from - 3), from).some((word) => negating.test(word)));
  if (open.length === 0) return "asks";
  if (inquiring.test(question.lower)) return "asks";
  // An order that is itself the act: "Charge women more".
  const isOrder = open.some(({ from }) =>
    words.slice(0, from).every((word) => /^(please|pls|now|then|and|just|also|ok|so)$/.test(word)),
  );
  const isAim = open.some(
    ({ from }) => words[from - 1] === "to" && !/^(reluctant|refuse|opposed)$/.test(words[from - 2] ?? ""),
  );
  if (isOrder || isAim || planning.test(question.lower) || ordering.test(question.lower)) return "plans";
  if (factual.test(question.lower)) return "asks";
  const isSuffered = open.every(
    ({ from, to }) => beingDone.test(words[from - 1] ?? "") && /[dnt]$/.test(words[to - 1] ?? ""),
  );
  return isSuffered ? "asks" : "open";
}
