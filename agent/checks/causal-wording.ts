import { splitPassages } from "./passages.ts";

/** A text without causal claims that the data cannot carry. */
export type CausalCheck = {
  readonly text: string;
  /** What was softened, in plain words. */
  readonly notes: readonly string[];
  /** Whether the answer tells a relation or a simulation, so that the not-causal caveat belongs to it. */
  readonly needsCaveat: boolean;
};

/** Forms of one causal wording and what they become; `$1` and so on are parts of the pattern. */
const softenings: readonly (readonly [RegExp, string])[] = [
  [/\b(?:is|gets) caused by\b/gi, "goes with"],
  [/\b(?:are|get) caused by\b/gi, "go with"],
  [/\b(?:was|were|been) caused by\b/gi, "went with"],
  [/\bcaused by\b/gi, "going with"],
  [/\bcauses\b(?=\s+(?!of\b|for\b|are\b|and\b|or\b|behind\b)\w)/gi, "goes with"],
  [/\bcaused\b/gi, "went with"],
  [/\bcausing\b/gi, "going with"],
  [
    /(?<!\b(?:a|an|the|no|one|any|root|main|its|their|this|that|likely|possible|true|real|common|single|or|and)\s)\bcause\b(?=\s+(?!of\b|for\b|and\b|or\b|is\b|behind\b)\w)/gi,
    "go with",
  ],
  [/\bleads to\b/gi, "goes along with"],
  [/\blead to\b/gi, "go along with"],
  [/\bled to\b/gi, "went along with"],
  [/\bleading to\b/gi, "going along with"],
  [/\bresults in\b/gi, "goes with"],
  [/\bresult in\b/gi, "go with"],
  [/\bresulted in\b/gi, "went with"],
  [/\bresulting in\b/gi, "going with"],
  [/\bas a (?:direct )?(?:result|consequence) of\b/gi, "alongside"],
  [
    /\b(is|are|was|were) (?:an? |the )?(?:direct |immediate )?(?:result|consequence|outcome|product|effect) of\b/gi,
    "$1 tied to",
  ],
  [
    /\b(?:the|an?) (?:direct |strong |positive |negative |causal )?(?:effect|influence) of ([^.,;:()]{2,48}?) on\b/gi,
    "the link of $1 with",
  ],
  [/\bbecause of\b/gi, "alongside"],
  [/\bthanks to\b/gi, "alongside"],
  [/\bowing to\b/gi, "alongside"],
  [
    /\bbecause (?=(?:the(?:se|y)? |most |many |such |more )*(?:customers|users|people|members|subscribers)\b)/gi,
    "where ",
  ],
  [
    /\bbecause they (?!(?:are|is|were|was|have|had) (?:not|too|missing|few|no|fewer|incomplete|withheld)\b)/gi,
    "where they ",
  ],
  [/\b(is|are|was|were) (?:mostly |mainly |largely |partly |directly )?responsible for\b/gi, "$1 tied to"],
  [
    /\b(is|are|was|were) (?:mostly |mainly |largely |partly |directly )?(?:attributable to|explained by the fact that)\b/gi,
    "$1 tied to",
  ],
  [/\btranslates (?:directly )?(?:into|to)\b/gi, "goes with"],
  [/\btranslate (?:directly )?(?:into|to)\b/gi, "go with"],
  [/\btriggers (?=\w)/gi, "goes with "],
  [/\b(?:brings about|gives rise to|produces|induces|fuels|spurs) (?=\w)/gi, "goes with "],
  [/\b(?:prevents|curbs|stops) (?=\w)/gi, "goes with less "],
  [/\bkeeps (users|customers|people|members|subscribers) (?=[a-z])/gi, "goes with $1 who are "],
  [/\b(is|are|was|were) (mostly |mainly |largely |partly )?due to\b/gi, "$1 $2tied to"],
  [/\bdue to\b/gi, "alongside"],
  [/\b(is|are|was|were) (mostly |mainly |largely |partly |strongly )?driven by\b/gi, "$1 $2tied to"],
  [/\bdriven by\b/gi, "tied to"],
  [/(?<!\b(?:hard|these|those|the|of)\s)\bdrives\b(?=\s+\w)/gi, "goes with"],
  [/\bdrove\b(?=\s+\w)/gi, "went with"],
  [/(?<!\b(?:a|the|hard|of|test)\s)\bdrive\b(?=\s+\w)/gi, "go with"],
  [/\bmakes (users|customers|people|members|them) (?=more\b|less\b|likel)/gi, "goes with $1 being "],
  [/\bmake (users|customers|people|members|them) (?=more\b|less\b|likel)/gi, "go with $1 being "],
  [/\bmakes (users|customers|people|members) (?=[a-z])/gi, "goes with $1 who "],
  [
    /\b(?:makes|gets|causes|leads) ([a-z-]+(?: (?:customers|users|visitors|people|members|subscribers|earners))?) (?:to )?(?=(?:leave|stay|churn|return|engage|buy|upgrade|post|come|quit|spend|pay)\b)/gi,
    "goes with $1 who ",
  ],
  ...[
    "raises?|increases?|lifts|boosts|improves?|strengthens?|enhances?",
    "lowers?|reduces?|decreases?|cuts?|weakens?",
  ].map((verbs, way): readonly [RegExp, string] => [
    // What people do, as the subject: "upgrading to premium reduces their churn".
    new RegExp(
      `(?<=^[\\s>*_#-]*(?:\\d+[.)]\\s+)?[*_]*(?:[A-Z][a-z]+ing|More|Higher|Lower|Fewer|Having|A higher|A lower)\\b[^.,;:]{2,60}?)\\b(?:${verbs}) (?:the |their )?(?=[a-z])`,
      "g",
    ),
    way === 0 ? "goes with higher " : "goes with lower ",
  ]),
  [
    /\b(?:will|is going to|are going to|is guaranteed to) (increase|raise|improve|boost|lift|reduce|lower|decrease|cut|grow|double|prevent|stop|retain)\b/gi,
    "would, by the model's estimate, $1",
  ],
  [/\bboosts (?:the |their )?(?=[a-z])/gi, "goes with higher "],
];

const quotes = /"[^"\n]*"|“[^”\n]*”|`[^`\n]*`/g;
const negationBefore =
  /\b(?:not|never|no|neither|nor|without|cannot|hardly|rather than|nothing|whether|if|unclear|(?:could|may|might|can) be|than could|would show|would tell|to (?:see|learn|test|tell|find out))\b[^.;]{0,40}$|n['’]t\b[^.;]{0,40}$/i;
const aboutModel =
  /\b(?:the model(?:['’]s)?|models?['’]s?|(?:the|this|its|their|her|his|each|whose) predict(?:ion|ed)\b|predictions?|contribut(?:ion|ions|es|ed)|SHAP|log-odds|base value|withheld|error|refused|missing)\b/i;
const tellsRelation =
  /\b(?:correlat\w*|associat\w*|relationship|related|linked|tied to|goes with|go with|went with|simulat\w*|uplift|what-if|impact\w*|affect\w*|influenc(?:es|ed|ing)|would[, ]+(?:by the model|raise|lower|increase|reduce|change)|if .{3,60} were)\b/i;

/**
 * Softens causal wording ("causes" → "goes with") so that the sentence stays a sentence. Questions, quotations,
 * code, negated statements and what is said about the model itself stay as they are.
 */
export function checkCausalWording(text: string): CausalCheck {
  const notes: string[] = [];
  let softened = "";
  let from = 0;
  for (const passage of splitPassages(text)) {
    const written = text.slice(passage.start, passage.end);
    const isLeft = passage.kind === "fence" || /\?["'”’)\]*_]*$/.test(written) || aboutModel.test(written);
    softened += text.slice(from, passage.start) + (isLeft ? written : soften(written, notes));
    from = passage.end;
  }
  softened += text.slice(from);
  return { text: softened, notes, needsCaveat: notes.length > 0 || tellsRelation.test(softened) };
}

function soften(sentence: string, notes: string[]): string {
  let result = sentence;
  for (const [pattern, replacement] of softenings) {
    let quoted: readonly (readonly [start: number, end: number])[] | null = null;
    result = result.replace(pattern, (...parts: unknown[]) => {
      const found = String(parts[0]);
      // The offset follows the groups: it is the first number among the callback's arguments.
      const offset = Number(parts.find((part) => typeof part === "number"));
      quoted ??= Array.from(result.matchAll(quotes), ({ index, 0: { length } }) => [index, index + length]);
      if (quoted.some(([start, end]) => offset >= start && offset < end)) return found;
      if (negationBefore.test(result.slice(0, offset))) return found;
      const softer = replacement.replaceAll(/\$(\d)/g, (_, group: string) => {
        const part = parts[Number(group)];
        return typeof part === "string" ? part : "";
      });
      const cased = /^[A-Z]/.test(found) ? softer.charAt(0).toUpperCase() + softer.slice(1) : softer;
      notes.push(`"${found.trim()}" was told as "${cased.trim()}"`);
      return cased;
    });
  }
  return result;
}
