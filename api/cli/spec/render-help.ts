import { padText, widthOf, wrapText } from "../fit-text.ts";
import { programName, type CommandSpec } from "./command-spec.ts";

/** Wider than this the help is hard to read. */
const widestHelp = 110;
/** Names of options wider than this have a line of their own. */
const widestName = 24;

/** The help of a command for a terminal of `width` columns: usage, tasks, options, examples, exit codes. */
export function renderHelp(spec: CommandSpec, width: number): string {
  const columns = Math.min(width, widestHelp);
  const wrap = (text: string, indent = "") => wrapText(text, columns, indent);
  const options = Object.entries(spec.options).map(([name, option]) => ({
    name: `--${name}${option.value === undefined ? "" : ` ${option.value}`}`,
    about: option.about,
  }));
  const tasks = Object.entries(spec.tasks).map(([name, about]) => ({ name, about }));
  const sections = [
    usageLines(spec).flatMap((line) => wrap(line, "           ")),
    ...spec.about.map((paragraph) => wrap(paragraph)),
    tasks.length > 0 ? ["What to do", ...definitions(tasks, columns)] : [],
    ["Options", ...definitions([...options, { name: "-h, --help", about: "this text" }], columns)],
    ...spec.notes.map(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)]),
    spec.examples.length > 0 ? ["Examples", ...spec.examples.map((line) => `  ${line}`)] : [],
    wrap(`Exit codes: ${spec.exitCodes}`),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** The list of commands, for a terminal of `width` columns. */
export function renderCommandList(specs: readonly CommandSpec[], width: number): string {
  const columns = Math.min(width, widestHelp);
  const lines = definitions(
    specs.map(({ name, summary }) => ({ name, about: summary })),
    columns,
  );
  const rest = `"reckoner COMMAND --help" has options and examples. In a clone: ${programName} COMMAND.`;
  return `Usage: reckoner COMMAND [options]\n\nCommands\n${lines.join("\n")}\n\n${wrapText(rest, columns).join("\n")}\n`;
}

function usageLines({ name, usage }: CommandSpec): string[] {
  return usage.map((form, index) => `${index === 0 ? "Usage:" : "      "} reckoner ${`${name} ${form}`.trim()}`);
}

/** Names with what they mean in a second column, which is as far to the left as the names let it be. */
function definitions(items: readonly { readonly name: string; readonly about: string }[], columns: number): string[] {
  const nameWidth = Math.min(widestName, Math.floor(columns / 2), Math.max(...items.map(({ name }) => widthOf(name))));
  const indent = " ".repeat(nameWidth + 4);
  return items.flatMap(({ name, about }) => {
    const [first = "", ...rest] = wrapText(about, Math.max(10, columns - indent.length));
    const lines = rest.map((line) => indent + line);
    const start = `  ${padText(name, nameWidth, "left")}`;
    return widthOf(name) > nameWidth ? [start, indent + first, ...lines] : [`${start}  ${first}`, ...lines];
  });
}
