import { roleOption, usualExitCodes, type CommandSpec } from "../spec/command-spec.ts";

export const threadsSpec = {
  name: "threads",
  summary: "list, show, search, rename and delete your conversations",
  usage: ["[list] [--limit N]", "search WORDS", "show ID", "rename ID TITLE", "delete ID"],
  about: [
    "Your conversations, the one used last first. Each role has conversations of its own: what a steward was told is not shown to a viewer.",
  ],
  tasks: {
    list: "your conversations",
    search: "those with these words in their title",
    show: "one with its questions and answers",
    rename: "give it another title",
    delete: "remove it with its answers and what you thought of them; the audit keeps that they were given",
  },
  options: {
    limit: { value: "N", about: "conversations listed at most (20)" },
    role: roleOption,
    json: { about: "print JSON: a line for each conversation, or the whole one with its answers" },
  },
  notes: [],
  examples: [
    "npx reckoner threads search churn",
    "npx reckoner threads show thread_0123456789abcdef",
    "npx reckoner threads list --json > threads.jsonl",
  ],
  exitCodes: usualExitCodes,
} as const satisfies CommandSpec;
