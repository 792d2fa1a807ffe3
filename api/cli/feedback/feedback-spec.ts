import { roleOption, usualExitCodes, type CommandSpec } from "../spec/command-spec.ts";

export const feedbackSpec = {
  name: "feedback",
  summary: "say what you think of an answer, or read what everybody thinks",
  usage: ["ANSWER up|down [--reason TEXT] [--correction TEXT]", "show ANSWER", "list [--limit N]"],
  about: [
    'Says what you think of one of your answers; the latest opinion stays. A correction that is SQL becomes a proposal for a verified query ("reckoner queries list").',
  ],
  tasks: {
    show: "what you said of an answer",
    list: "what everybody thinks, for stewards and admins",
  },
  options: {
    reason: { value: "TEXT", about: "why, in your words" },
    correction: { value: "TEXT", about: "what the answer should have been: words or SQL" },
    limit: { value: "N", about: "opinions listed at most" },
    role: roleOption,
    json: { about: "print JSON, in a list a line for each opinion" },
  },
  notes: [],
  examples: [
    "npx reckoner feedback answer_0123456789abcdef up",
    'npx reckoner feedback answer_0123456789abcdef down --reason "the wrong group"',
    "npx reckoner feedback show answer_0123456789abcdef",
    "npx reckoner feedback list --role steward",
  ],
  exitCodes: usualExitCodes,
} as const satisfies CommandSpec;
