import type { CommandSpec } from "../spec/command-spec.ts";

/** Shells that there are completions for. */
export const shells = ["bash", "zsh", "fish"] as const;

export const completionSpec = {
  name: "completion",
  summary: "print a shell's completions of commands and options",
  usage: ["bash|zsh|fish"],
  about: [
    'Completes after "reckoner", not after "npx reckoner": "npm link" in the clone puts the program on the PATH.',
  ],
  tasks: {
    bash: "in ~/.bashrc: source <(reckoner completion bash)",
    zsh: "in ~/.zshrc, after compinit: source <(reckoner completion zsh)",
    fish: "once: reckoner completion fish > ~/.config/fish/completions/reckoner.fish",
  },
  options: {},
  notes: [],
  examples: ["npx reckoner completion bash > reckoner.bash"],
  exitCodes: "0 done, 2 wrong usage.",
} as const satisfies CommandSpec;
