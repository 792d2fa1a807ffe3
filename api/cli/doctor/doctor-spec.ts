import type { CommandSpec } from "../spec/command-spec.ts";

export const doctorSpec = {
  name: "doctor",
  summary: "look at this machine and say what keeps Reckoner from working",
  usage: ["[--online] [--json]"],
  about: [
    "Looks at Node, the installed packages, the settings, the data directory, the live results, the store, the port, the page, and the credentials of what the settings name. Each line says ok, warn or fail, and what to do. No secret is shown.",
  ],
  tasks: {},
  options: {
    online: {
      about: "also call what the settings name: the language model, the query engine, the issuer of sign-in, Slack",
    },
    json: { about: "print one line of JSON for each finding" },
  },
  notes: [],
  examples: ["npx reckoner doctor", "npx reckoner doctor --json > doctor.jsonl"],
  exitCodes: "0 nothing fails (warnings may be there), 1 something fails, 2 wrong usage.",
} as const satisfies CommandSpec;
