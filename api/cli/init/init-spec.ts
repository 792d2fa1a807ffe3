import type { CommandSpec } from "../spec/command-spec.ts";

export const initSpec = {
  name: "init",
  summary: "write a settings file by asking",
  usage: ["[--file FILE]", "--yes [--set KEY=VALUE]…", "--set KEY=VALUE…"],
  about: [
    "Asks which model answers, where queries run, where data goes, who may sign in, and writes the answers to ./.env, which every command reads; the real environment wins over it. What else stands in the file stays, comments too, and a copy of it as it was is kept beside it.",
  ],
  tasks: {},
  options: {
    file: { value: "FILE", about: "where to write, instead of .env", completes: "file" },
    yes: { about: "ask nothing: the defaults, where the file says nothing yet" },
    set: {
      value: "KEY=VALUE",
      about: "ask nothing: set this; may be given several times, an empty value takes the setting out",
      isRepeatable: true,
    },
  },
  notes: [],
  examples: [
    "npx reckoner init --yes",
    "npx reckoner init --set RECKONER_PORT=9000 --set RECKONER_CUSTOMERS=20000",
    "npx reckoner init --file team.env --set MODEL=ollama:llama3.2",
  ],
  exitCodes: "0 written, 1 failed, 2 wrong usage or a setting that is not valid, 130 stopped.",
} as const satisfies CommandSpec;
