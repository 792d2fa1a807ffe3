/** What a way of writing becomes: a text with the groups as $1, or a function of the match and its groups. */
type Replacement = string | ((match: string, ...groups: string[]) => string);

/** Ways of writing that say the same: contractions, dashes in ranges, shares in words. */
const rewritings: readonly (readonly [RegExp, Replacement])[] = [
  [/\bcan['’]t\b/gi, "can not"],
  [/\bwon['’]t\b/gi, "will not"],
  [/n['’]t\b/gi, " not"],
  [/['’](re|ve|ll|d|m)\b/gi, " $1"],
  [/[−–—]/g, "-"],
  [/\s?[-=]>\s?/g, " related to "],
  [/\bstay(s|ed|ing)? (?=under|below|above|over|within|beneath)/gi, "lie "],
  [/\s\+\s/g, " and "],
  [/(?<!\d)\+(\d+(?:\.\d+)?\s?%?)/g, "plus $1 for "],
  [/\bonce (more|again|extra)\b/gi, "one more time"],
  // "Low, medium and high engagement".
  [
    /\b(low|medium|high),? (low|medium|high),? (vs\.?|versus|and|or) (low|medium|high)[- ]([a-z]+)/gi,
    "$1 $5, $2 $5 $3 $4 $5",
  ],
  // "Low vs high engagement": the noun belongs to both.
  [/\b(low|medium|high) (vs\.?|versus|and|or|to|from) (low|medium|high)[- ]([a-z]+)/gi, "$1 $4 $2 $3 $4"],
  // "18-24" is a range, "0,5" a decimal, "under 25s" a number.
  [/(?<![\w-])(\d+(?:\.\d+)?%?)\s?-\s?(\d+(?:\.\d+)?)(?![\w-])/g, "$1 to $2"],
  [/\b0,(\d{1,2})\b/g, "0.$1"],
  [/\b(\d+)s\b/g, "$1"],
  [/\bonce (?=(?:a|an|per|each|every) (?:day|week|month|hour))/gi, "1 times "],
  [/\btwice (?=(?:a|an|per|each|every) (?:day|week|month|hour))/gi, "2 times "],
  [/\b(?:one|1) (?:in|out of) (?:every )?(?:ten|10)\b/gi, "10% of"],
  [/\b(?:one|1) (?:in|out of) (?:every )?(?:five|5)\b/gi, "20% of"],
  [/\b(?:one|1) (?:in|out of) (?:every )?(?:four|4)\b/gi, "25% of"],
  [/\b(?:one|1) (?:in|out of) (?:every )?(?:two|2)\b/gi, "50% of"],
  [/\b(?:a|one) quarter of\b/gi, "25% of"],
  [/\b(?:a|one) (?:tenth) of\b/gi, "10% of"],
  [/\b(?:a|one) (?:fifth) of\b/gi, "20% of"],
  [/\b(most|least|top|bottom|best|worst|highest|lowest)((?: \w+)?) tenth\b/gi, "$1$2 10%"],
  [/\b(?:a|one) (random |single )(tenth|fifth|quarter|third|half) of\b/gi, "$1one $2 of"],
  [/\b(random |single )one tenth of\b/gi, "$110% of"],
  [/\b(random |single )one fifth of\b/gi, "$120% of"],
  [/\b(random |single )one quarter of\b/gi, "$125% of"],
  [/\b(random |single )one half of\b/gi, "$150% of"],
  [/\bmore than half (?:of |the )*/gi, "more than 50% of "],
  [/\bhalf (?:of|the)\b/gi, "50% of"],
  [/\b(top|bottom|upper|lower|highest|lowest) half\b/gi, "$1 50%"],
  [/\b(top|bottom|upper|lower|highest|lowest) third\b/gi, "$1 33%"],
  [/\b(top|bottom|upper|lower|highest|lowest) quarter\b/gi, "$1 25%"],
  [/\bwich\b/gi, "which"],
  // "Paying people to post more" rewards them; who pays for an account is another matter.
  [/\b(pay|paying) (?=(?:people|users|customers|members|them|everyone|everybody|folks) (?:to|for)\b)/gi, "rewarding "],
  // "Where does the engagement level off": no engagement level.
  [/\blevel(s?) off\b/gi, "plateau$1"],
  [/\bwhats\b/gi, "what's"],
  [/\bi\.e\.|\be\.g\./gi, ","],
  [/\bt-?test (?:of |for |on |between )?/gi, "compare "],
  [/\b(top|bottom|upper|lower|highest|lowest) decile\b/gi, "$1 10%"],
  [/\b(top|bottom|upper|lower|highest|lowest) quintile\b/gi, "$1 20%"],
  [/\b(top|bottom|upper|lower|highest|lowest) quart(?:ile|er)\b/gi, "$1 25%"],
  [/\b(?:a|one) (week|month) (?=or (?:more|longer))/gi, "1 $1 "],
  [/\bfor (?:over|more than|at least) (?:a|one) (day|week|month|year)\b/gi, "for at least 1 $1"],
  [
    /\b(for|over|more than|at least|within|in the last|in the past|within the last|within the past|in over) (?:a|one) (day|week|month|year)\b/gi,
    "$1 1 $2",
  ],
  // "How many posts in a month" is a rate; "did not log in in a week" a span.
  [/(?<!\b(?:number|average|mean|median|total|many|much)\b.*)\bin (?:a|one) (day|week|month|year)\b/gi, "in 1 $1"],
  [
    /\ban? (?=(?:hour|minute|day|week|month) (?:faster|quicker|sooner|earlier|less|slower|later|more|longer|shorter)\b)/gi,
    "1 ",
  ],
  [/\bin the (last|past) (day|week|month)\b/gi, "in the $1 1 $2"],
  // "Under the age of 25", "above a score of 0.5": the column first, as in "age under 25".
  [
    /\b(under|below|over|above|beyond|past|at least|at most) (?:the|an?) ((?!(?:total|sum|number|count|average|mean|median|maximum|minimum|rate)\b)[a-z]+(?: [a-z]+)?) of (?=\d)/gi,
    "$2 $1 ",
  ],
  [/\bbetween the ([a-z]+) of (?=\d)/gi, "$1 between "],
  // "Tell me if it is real", "does it matter if": a question of yes or no, nothing that is supposed.
  [
    /\b(tell (?:me|us)|say|know|see|check|wonder(?:ing)?|ask|determine|find out|verify|test|judge|clear) if\b/gi,
    "$1 whether",
  ],
  [/\b(matters?|differences?|relevant|important)\b([^.?!,;]{0,40})\bif\b/gi, "$1$2whether"],
  // Ways to ask how two things go together.
  [
    /\b(what(?:'s| is)?|is there|any|the|a) (connection|tie|dependency|dependence|interplay)(?= between| with| of| here|\s*\??$)/gi,
    "$1 relationship",
  ],
  [/\b(line|lines|lining) up with\b/gi, "correlate with"],
  [
    /\b(?:go|goes|going|move|moves) (?:together|along|hand in hand|in step|in tandem|in line)(?: with)?\b/gi,
    "correlate with",
  ],
  [/\b(linked|tied|connected|coupled) (?:in )?(?:up )?(to|with)\b/gi, "related to"],
  [/\bgo(es)? up and down with\b/gi, "correlate with"],
  // "How far is it off", "break it down": what is meant is one word.
  [/\bbroken (?:up|out|apart) by\b/gi, "broken down by"],
  [/\b(?:split|sliced|parted|divided|grouped|separated) (?:up |out )?(?:by|along|according to|on)\b/gi, "split by"],
  [/\b(?:on a )?per[- ]([a-z]+) basis\b/gi, "per $1"],
  [/\bfor (?:each|every) single\b/gi, "for each"],
  [/\b(predictions?|models?|forecasts?) match(?:es)?\b/gi, "$1 fit"],
  // "8 in the morning", "10 pm": hours of the day.
  [
    /\b(\d{1,2})(?::00)? ?(a\.?m\.?|p\.?m\.?|o'clock in the (?:morning|afternoon|evening)|in the (?:morning|afternoon|evening)|at night)(?![a-z])/gi,
    hourOfDay,
  ],
  [
    /\bafter (?=(?:\d{1,2}|ten|eleven|twelve)(?: ?o'clock|:00)?\b(?! (?:days?|weeks?|months?|hours?|minutes?)))/gi,
    "over ",
  ],
  [/\bbefore (?=\d{1,2}(?: ?o'clock|:00)?\b(?! (?:days?|weeks?|months?|hours?|minutes?)))/gi, "below "],
  // "The 10 % most engaged": the end behind the share.
  [/\b(?:the )?(\d+(?:\.\d+)? ?(?:%|percent)) (most|least) (?=[a-z])/gi, "the $2 $1 "],
  [
    /\b(?:new )?(?:sign-?ups?|registrations) (?=in|since|during|within|between|after|before|over)/gi,
    "customers signed up ",
  ],
  [/\bcross-?tab(?:s|ulation|ulate)? (?:of |for )?/gi, "number of customers by "],
  [/\bthe modes? of\b/gi, "the most common"],
  // Contacting somebody is no contact that they have.
  [/\bcontact(ed)? (?=everyone|everybody|all|them|those|these|the|every|each|only)/gi, "reach$1 "],
];

/** "8 in the morning" is 8, "10 pm" 22. */
function hourOfDay(_match: string, hour = "", part = ""): string {
  const said = Number(hour);
  const isLate = /^p|afternoon|evening/i.test(part) || (/night/i.test(part) && said > 5);
  return String(isLate && said < 12 ? said + 12 : said);
}

/** The question with one way of writing for what can be written in several. */
export function rewrite(question: string): string {
  let text = question.normalize("NFKC");
  for (const [from, to] of rewritings) {
    // `replaceAll` has an overload for each kind of replacement, none for both.
    text = typeof to === "string" ? text.replaceAll(from, to) : text.replaceAll(from, to);
  }
  return text;
}
