import { roleOption, type CommandSpec } from "../spec/command-spec.ts";

export const mcpSpec = {
  name: "mcp",
  summary: "serve other assistants over the Model Context Protocol",
  usage: ["[options]"],
  about: [
    "Serves the Model Context Protocol over standard input and output, for assistants such as Claude Desktop, Claude Code, Cursor and VS Code: the analyst's tools, ask, the data dictionary, the model cards, the usual questions. Nothing but the protocol goes to standard output; it ends when its input ends.",
    "docs/mcp.md has the lines for each client, and HTTP.",
  ],
  tasks: {},
  options: { role: roleOption },
  notes: [
    {
      title: "For Claude Code",
      lines: ['claude mcp add reckoner -- npm --prefix "$PWD" run --silent reckoner -- mcp'],
    },
  ],
  examples: ["npx reckoner mcp --role viewer < /dev/null"],
  exitCodes: "0 ended, 1 failed, 2 wrong usage or settings.",
} as const satisfies CommandSpec;
