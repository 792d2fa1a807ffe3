import type { CommandSpec } from "../spec/command-spec.ts";

/** Completions for bash from 3.2 on, which macOS has. */
export function bashCompletion(specs: readonly CommandSpec[]): string {
  const values = specs.flatMap((spec) =>
    Object.entries(spec.options).flatMap(([name, { value, oneOf, completes }]) => {
      if (value === undefined) return [];
      const choice = oneOf ? `compgen -W "${oneOf.join(" ")}"` : generators[completes ?? "nothing"];
      return [`    "${spec.name} --${name}") COMPREPLY=($(${choice} -- "$current")); return ;;`];
    }),
  );
  const words = specs.map(
    (spec) => `    ${spec.name}) words="${[...Object.keys(spec.tasks), ...optionsOf(spec)].join(" ")}" ;;`,
  );
  return `# Completions of reckoner for bash, made by "reckoner completion bash".
_reckoner() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"
  local words="" IFS=$' \\n'
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${specs.map(({ name }) => name).join(" ")} help" -- "$current"))
    return
  fi
  case "$command $previous" in
${values.join("\n")}
  esac
  case "$command" in
    help) words="${specs.map(({ name }) => name).join(" ")}" ;;
${words.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o filenames -F _reckoner reckoner
`;
}

/** What lists the candidates of a value; a text of one's own has none. */
const generators = {
  file: "IFS=$'\\n'; compgen -f",
  folder: "IFS=$'\\n'; compgen -d",
  nothing: "compgen -W ''",
} as const;

/** The options of a command as they are typed. */
export function optionsOf({ options }: CommandSpec): string[] {
  return [...Object.keys(options), "help"].map((name) => `--${name}`);
}
