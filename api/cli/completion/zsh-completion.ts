import type { CommandSpec, OptionSpec } from "../spec/command-spec.ts";

/** Completions for zsh, with what each word does. */
export function zshCompletion(specs: readonly CommandSpec[]): string {
  const commands = specs.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  const cases = specs.map((spec) => {
    const tasks = Object.entries(spec.tasks).map(([word, about]) => quoted(`${word}:${about}`));
    const first = tasks.length > 0 ? ["'1: :->task'"] : [];
    const parts = [...Object.entries(spec.options).map(optionText), "'(-h --help)'{-h,--help}'[this text]'", ...first];
    const tasksText = tasks.length > 0 ? `\n      tasks=(${tasks.join(" ")})` : "";
    return `    ${spec.name})${tasksText}\n      _arguments -C ${parts.join(" \\\n        ")} '*: :_default'\n      ;;`;
  });
  return `#compdef reckoner
# Completions of reckoner for zsh, made by "reckoner completion zsh".
_reckoner() {
  local curcontext="$curcontext" state line
  local -a commands tasks
  commands=(
${commands.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe -t commands command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join("\n")}
  esac
  [[ $state == task ]] && _describe -t tasks task tasks
}
compdef _reckoner reckoner
`;
}

function optionText([name, { value, about, oneOf, completes, isRepeatable }]: readonly [string, OptionSpec]): string {
  const explained = `${isRepeatable ? "*" : ""}--${name}[${about.replaceAll(/[[\]]/g, "")}]`;
  if (value === undefined) return quoted(explained);
  const action = oneOf ? `(${oneOf.join(" ")})` : actions[completes ?? "nothing"];
  return quoted(`${explained}:${value}:${action}`);
}

const actions = { file: "_files", folder: "_files -/", nothing: " " } as const;

/** In single quotes, which zsh and fish end within only by a quote; colons part the fields of a description. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
