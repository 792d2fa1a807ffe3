import { roleOption, usualExitCodes, type CommandSpec } from "../spec/command-spec.ts";

export const modelSpec = {
  name: "model",
  summary: "list the models that serve, and show a model's card",
  usage: ["[list]", "show MODEL"],
  about: [
    'The models of the live run. "reckoner pipeline models" has every version, also those that were refused, and "reckoner pipeline promote" lets one stand.',
  ],
  tasks: {
    list: "the models that serve, each with its version and the metric that it is held to",
    show: "a model's card: what it is for, how good it is, its limits, fairness and history",
  },
  options: {
    role: roleOption,
    json: { about: "print JSON: all that is known of the models, or of the one" },
  },
  notes: [],
  examples: [
    "npx reckoner model list",
    "npx reckoner model show churn",
    "npx reckoner model show churn --json > churn.json",
  ],
  exitCodes: usualExitCodes,
} as const satisfies CommandSpec;
