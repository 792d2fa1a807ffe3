import { Duplex, Readable } from "node:stream";
import { finished } from "node:stream/promises";

import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";

import { loadConfig } from "#core";

import { createMcpServer } from "../../mcp/create-mcp-server.ts";
import type { RunCommand } from "../command.ts";
import { parseArguments, usage } from "../spec/parse-arguments.ts";
import type { Terminal } from "../terminal.ts";
import { withService } from "../with-service.ts";
import { mcpSpec } from "./mcp-spec.ts";

/** `reckoner mcp`: the Model Context Protocol over standard input and output, for the person at this machine. */
export const runMcp: RunCommand = async (args, deps) => {
  const { positionals, role } = parseArguments(mcpSpec, args);
  if (positionals.length > 0) throw usage(mcpSpec, "mcp takes no words, only options.");
  const { limits } = loadConfig(deps.env, deps.directory);
  const { terminal, ids, signal } = deps;
  await withService(role, deps, async ({ runTurn, operations }, principal) => {
    const stop = new AbortController();
    const mcpDeps = { runTurn, operations, limits, signal: stop.signal, ids };
    const input = inputOf(terminal, signal);
    const ended = finished(input, { writable: false }).catch(() => {});
    const transport = new StdioServerTransport(input, outputOf(terminal));
    const connection = serveStdio(() => createMcpServer(mcpDeps, principal), { transport });
    await ended;
    // Nobody hears the answers any more: what is under way ends before the service does.
    stop.abort();
    await connection.close();
  });
  return 0;
};

/** Standard input as the protocol's transport reads it; ends with it, or when the command is stopped. */
function inputOf(terminal: Terminal, signal: AbortSignal): Readable {
  return Readable.from(terminal.readPieces(signal), { objectMode: false });
}

function outputOf({ out }: Terminal): Duplex {
  return Duplex.from(async (messages: AsyncIterable<string>) => {
    for await (const message of messages) {
      out.write(message);
      await out.flushed();
    }
  });
}
