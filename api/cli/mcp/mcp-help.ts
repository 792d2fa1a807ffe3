/** What `reckoner mcp --help` prints. */
export const mcpHelp = `Usage: reckoner mcp [options]
       npm run --silent reckoner -- mcp

Serves the Model Context Protocol over standard input and output, for assistants such as Claude Desktop, Claude Code,
Cursor and VS Code: the analyst's tools, ask, the data dictionary, the model cards, the usual questions.
Nothing but the protocol goes to standard output; it ends when its input ends.

Options
  --role ROLE     viewer, analyst, steward, admin or auditor: whose rights apply
  -h, --help      this text

Examples
  claude mcp add reckoner -- npm --prefix /path/to/reckoner run --silent reckoner -- mcp
  npm run --silent reckoner -- mcp --role viewer

docs/mcp.md has the lines for other clients, and HTTP. Exit codes: 0 ended, 1 failed, 2 wrong usage or settings.
`;
