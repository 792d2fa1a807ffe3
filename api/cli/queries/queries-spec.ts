import { roleOption, usualExitCodes, type CommandSpec } from "../spec/command-spec.ts";

export const queriesSpec = {
  name: "queries",
  summary: "review queries that people proposed for the verified ones",
  usage: [
    "list [--all]",
    "show ID",
    "accept ID --title TITLE [--question TEXT] [--answers TEXT] [--caveat TEXT]… [--by NAME]",
    "reject ID --reason TEXT",
  ],
  about: [
    "Reviews the queries that people proposed: feedback on an answer whose correction is SQL. It takes the role of a steward or an admin.",
  ],
  tasks: {
    list: "the proposals that wait for a review",
    show: "one proposal whole",
    accept:
      "run the query once more and write it to the end of the domain's verified-queries.yaml; it is in use from the next start on, for everybody once the file is committed",
    reject: "do not take it",
  },
  options: {
    all: { about: "list also what was reviewed" },
    title: { value: "TITLE", about: "how the query is called in the badge; its id is made from it" },
    question: { value: "TEXT", about: "the question it answers, instead of the words of the person who asked" },
    answers: { value: "TEXT", about: "what the rows tell, in a sentence" },
    caveat: {
      value: "TEXT",
      about: "what must be kept in mind with the rows; may be given several times",
      isRepeatable: true,
    },
    by: { value: "NAME", about: "who stands for it, instead of the person at this machine" },
    reason: { value: "TEXT", about: "why it is not taken" },
    role: roleOption,
    json: { about: "print JSON: a line for each proposal, or the entry that was written" },
  },
  notes: [],
  examples: [
    "npx reckoner queries list --role steward",
    "npx reckoner queries show query_0123456789abcdef --role steward",
    'npx reckoner queries accept query_0123456789abcdef --title "Churn by device" --by "Data team" --role steward',
  ],
  exitCodes: usualExitCodes,
} as const satisfies CommandSpec;
