import type { McpServer } from "@modelcontextprotocol/server";

import type { Principal } from "#agent";

import { toProtocolError } from "./error-words.ts";
import type { McpDeps } from "./mcp-deps.ts";

const mimeType = "text/markdown";

/** The pages of the handbook as resources: `reckoner://dictionary`, `reckoner://tables/<name>`, `reckoner://models/<name>`, … */
export function registerPages(server: McpServer, deps: McpDeps, principal: Principal): void {
  const { handbook } = deps.operations;
  for (const { path, title, about } of handbook.pages(principal)) {
    const uri = `reckoner://${path}`;
    server.registerResource(path, uri, { title, description: about, mimeType }, async () => {
      try {
        return { contents: [{ uri, mimeType, text: await handbook.read(principal, path) }] };
      } catch (thrown) {
        throw toProtocolError(thrown);
      }
    });
  }
}
