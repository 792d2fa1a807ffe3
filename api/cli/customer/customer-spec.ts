import { roleOption, usualExitCodes, type CommandSpec } from "../spec/command-spec.ts";

export const customerSpec = {
  name: "customer",
  summary: "show a customer, tell what is held about them, erase it, or record their consent",
  usage: ["show|know|forget|withdraw|consent ID"],
  about: [
    "A customer as published, and their rights over what is held about them. Each use of a right is a record of the audit.",
  ],
  tasks: {
    show: "what every model says of them and why, and what is known of them",
    know: "all that is held: rows of every table, and how much of what is kept shows them (steward, admin)",
    forget:
      "erase every answer, conversation, opinion and review that shows them; from then on no answer does, and the next run of the pipeline leaves them out (admin)",
    withdraw: "the same because they withdrew their consent, until it is given again (admin)",
    consent: "they may be shown again, and the next run scores them; what was removed does not come back (admin)",
  },
  options: { role: roleOption, json: { about: "print JSON" } },
  notes: [],
  examples: [
    "npx reckoner customer show user_12345",
    "npx reckoner customer know user_12345 --role admin",
    "npx reckoner customer forget user_12346 --role admin",
  ],
  exitCodes: usualExitCodes,
} as const satisfies CommandSpec;
