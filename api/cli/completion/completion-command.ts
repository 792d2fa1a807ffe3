import type { RunCommand } from "../command.ts";
import type { CommandSpec } from "../spec/command-spec.ts";
import { parseArguments, unknownTask, usage } from "../spec/parse-arguments.ts";
import { bashCompletion } from "./bash-completion.ts";
import { completionSpec, shells } from "./completion-spec.ts";
import { fishCompletion } from "./fish-completion.ts";
import { zshCompletion } from "./zsh-completion.ts";

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** `reckoner completion`: the script of a shell for all of the commands. */
export function runCompletion(specs: readonly CommandSpec[]): RunCommand {
  return async (args, { terminal }) => {
    const [name = "", ...more] = parseArguments(completionSpec, args).positionals;
    const shell = shells.find((known) => known === name);
    if (shell === undefined) throw unknownTask(completionSpec, name);
    if (more.length > 0) throw usage(completionSpec, "completion takes one shell.");
    terminal.out.write(scripts[shell](specs));
    return 0;
  };
}
