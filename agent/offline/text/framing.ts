/** Words that open a sentence of their own behind a frame: what is asked follows, and the frame says nothing more. */
const asking =
  "(?:what|what's|whats|which|who|whose|where|when|why|how|do|does|did|is|are|was|were|has|have|can we|should we|would)";
const person = "(?:me|us)";
const kindly = "(?:please |kindly |maybe |perhaps |just |also |quickly |briefly )*";
const verbs =
  "(?:list|show|give|tell|find|compare|describe|explain|calculate|compute|break|split|rank|name|count|plot|chart|draw|sort|order|work out|look up)";
const asker =
  "(?:i|we|my (?:\\w+ )?(?:boss|manager|team|ceo|cfo|colleagues?|client|lead)|the (?:\\w+ )?(?:board|team|ceo|execs|leadership))";
const wanting = `(?:(?:'d|would| 'd) (?:like|love) to|want(?:s|ed)? to|need(?:s|ed)? to|have to|am trying to|are trying to|'m trying to|'re trying to|am curious|'m curious|was wondering|am wondering|'m wondering|were wondering|wonder|wonders|keep(?:s)? asking|ask(?:s|ed)?)`;
const knowing =
  "(?: (?:know|see|understand|learn|find out|figure out|hear|get|check|determine|establish|be told))?(?: (?:more )?about)?";

/** Frames in the order in which they are taken off, each with what is left of it. */
const frames: readonly (readonly [RegExp, string])[] = [
  // "For my deck:", "Quick question -", "According to the data,".
  [
    /^(?:(?:for|in|on) (?:my|our|the|a|an|next|this|tomorrow's) (?:[a-z]+ ){0,2}(?:presentation|deck|slides?|report|board|meeting|review|newsletter|memo|summary|briefing|workshop|gig market|gigs? marketplace|marketplace|gig side)|(?:a |one |another |just (?:a|one) )?(?:quick|short|simple|last|final|more)? ?(?:question|thing|check|one)|just curious|out of curiosity|according to (?:the|our|your) (?:data|numbers)|based on (?:the|our|your) (?:data|numbers)|from (?:the|our) data|as of (?:today|now)|in general|generally speaking|broadly speaking|all in all|overall|in short|in (?:a few|plain|simple) words|in plain english|by the way|btw|fyi|honestly|frankly)\s*[,:;–-]\s*/i,
    "",
  ],
  [new RegExp(`^${asker} ?${wanting}${knowing}[,:]? (?=${asking}\\b)`, "i"), ""],
  [
    new RegExp(
      `^(?:${kindly})?(?:can|could|would|will) you ${kindly}(?:tell|show|let|give|explain to|say)(?: ${person})?(?: know)?[,:]? (?=${asking}\\b)`,
      "i",
    ),
    "",
  ],
  [new RegExp(`^(?:please )?(?:tell|show|let) ${person}(?: know)?,? (?=${asking}\\b)`, "i"), ""],
  [new RegExp(`^(?:${kindly})?(?:can|could|would|will) you ${kindly}(?=${verbs}\\b)`, "i"), ""],
  [
    new RegExp(
      `^(?:do you (?:happen to )?know|any idea|any chance you know|is it possible to (?:tell|say|know|see)|help (?:me|us) (?:to )?(?:understand|see)|(?:let's|let us|let me) (?:see|look at|find out)|remind ${person}),? (?=${asking}\\b)`,
      "i",
    ),
    "",
  ],
  [/^i(?:'d| would) like (?=(?:a|an|the|to see|to know|to have|to get)\b)(?:to (?:see|know|have|get) )?/i, "give me "],
  [
    /^(?:i|we) (?:want|need) (?=(?:a|an|the|to see|to know|to have|to get)\b)(?:to (?:see|know|have|get) )?/i,
    "give me ",
  ],
  // "Paint me a picture of", "give me a feel for".
  [
    new RegExp(
      `\\b(?:paint|draw|sketch|give|get)(?: ${person})? (?:a|an|some|the) (?:(?:quick|rough|brief|general|good|clear|better) )?(?:feel|feeling|sense|idea|picture|impression|flavou?r|taste|sketch|portrait|gist) (?:of|for|about) (?=${asking}\\b)`,
      "i",
    ),
    "",
  ],
  [
    new RegExp(
      `\\b(?:paint|draw|sketch|give|get)(?: ${person})? (?:a|an|some|the) (?:(?:quick|rough|brief|general|good|clear|better) )?(?:feel|feeling|sense|idea|picture|impression|flavou?r|taste|sketch|portrait|gist) (?:of|for|about) `,
      "i",
    ),
    "describe ",
  ],
  // "… like I'm five", "… for my deck".
  [
    /,? (?:(?:to (?:me|us|a \w+) )?(?:like|as if) (?:i am|i'm|i were|i was|we are|we're) .{1,30}|to (?:me|us)|(?:for|to) (?:a|an|my|the) (?:layman|beginner|newcomer|novice|outsider|boss|manager|non-technical \w+|ten[- ]year[- ]old|five[- ]year[- ]old)|if (?:possible|you can|you could|you please|you don't mind|that's ok)|in (?:your|our|my) (?:view|opinion|eyes|data|system|database)|for (?:me|us)|in a (?:nutshell|few words|sentence|sentence or two)|(?:at|on) a glance|right now|at the moment|at present|as of (?:now|today)|these days|in total numbers|in (?:our|the) (?:whole |entire )?(?:data|dataset|database|system)|on our (?:platform|app|site|service)|with us|here|please|thanks|thank you|thx|cheers)\s*(?=[?.!]*$)/i,
    "",
  ],
];

/** A question without the frame that it is asked in: "I was wondering how many …", "Paint me a picture of …". */
export function withoutFrame(text: string): string {
  let rest = text.replaceAll("’", "'").trim();
  for (const [frame, left] of frames) {
    const next = rest.replace(frame, left).trim();
    // A frame alone is the question itself: "help", "quick question".
    if (next !== "" && next !== "?") rest = next;
  }
  return rest;
}
