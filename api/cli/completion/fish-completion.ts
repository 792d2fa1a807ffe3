import type { CommandSpec, OptionSpec } from "../spec/command-spec.ts";

/** Completions for fish, with what each word does. */
export function fishCompletion(specs: readonly CommandSpec[]): string {
  const commands = specs.map(
    ({ name, summary }) => `complete -c reckoner -n __reckoner_has_no_command -a ${name} -d ${quoted(summary)}`,
  );
  const rest = specs.flatMap((spec) => {
    const start = `complete -c reckoner -n '__reckoner_is ${spec.name}'`;
    return [
      ...Object.entries(spec.tasks).map(([word, about]) => `${start} -a ${word} -d ${quoted(about)}`),
      ...Object.entries(spec.options).map(
        ([name, option]) => `${start} -l ${name}${valueText(option)} -d ${quoted(option.about)}`,
      ),
      `${start} -s h -l help -d 'this text'`,
    ];
  });
  return `# Completions of reckoner for fish, made by "reckoner completion fish".
function __reckoner_has_no_command
  test (count (commandline -opc)) -eq 1
end
function __reckoner_is
  set -l words (commandline -opc)
  test (count $words) -ge 2; and test $words[2] = $argv[1]
end
complete -c reckoner -f
${[...commands, ...rest].join("\n")}
`;
}

/** Whether a value follows (-x: none but these, -r: any), and from where it is completed (-F: files). */
function valueText({ value, oneOf, completes }: OptionSpec): string {
  if (value === undefined) return "";
  if (oneOf) return ` -x -a ${quoted(oneOf.join(" "))}`;
  if (completes === "file") return " -r -F";
  return completes === "folder" ? " -x -a '(__fish_complete_directories)'" : " -x";
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
