import { createLogger, createSilentLogger, loadConfig } from "#core";

import { localPrincipal } from "../../local-principal.ts";
import type { QueryOperations } from "../../operations/query-operations.ts";
import { cleanLine } from "../clean-text.ts";
import type { Command } from "../command.ts";
import { createStyle } from "../style.ts";
import { queriesHelp } from "./queries-help.ts";
import { parseQueriesOptions, type QueriesOptions } from "./queries-options.ts";
import { renderProposal, renderProposalLine } from "./render-proposal.ts";

type Proposal = Awaited<ReturnType<QueryOperations["show"]>>;

/** Proposals fetched at once. */
const pageSize = 100;

/** `reckoner queries`: the review of queries that people proposed. */
export const queriesCommand: Command = {
  summary: "review queries that people proposed for the verified ones",
  help: queriesHelp,
  run: async (args, deps) => {
    const options = parseQueriesOptions(args);
    const config = loadConfig(deps.env, deps.directory);
    const { clock, ids, signal, terminal } = deps;
    const log = deps.env["RECKONER_LOG_LEVEL"] ? createLogger(config.log.level) : createSilentLogger();
    const principal = localPrincipal(options.role ?? config.role);
    const service = await deps.createService(config, { clock, ids, log, signal });
    try {
      const { out } = terminal;
      const style = createStyle(out.isColoured);
      await work(service.operations.queries, options, {
        principal,
        signal,
        write: (text) => out.write(text),
        show: (proposal) => renderProposal(proposal, out.columns, style),
        line: (proposal) => renderProposalLine(proposal, out.columns, style),
      });
      return 0;
    } finally {
      await service.close();
    }
  },
};

type Desk = {
  readonly principal: ReturnType<typeof localPrincipal>;
  readonly signal: AbortSignal;
  readonly write: (text: string) => void;
  readonly show: (proposal: Proposal) => string;
  readonly line: (proposal: Proposal) => string;
};

async function work(queries: QueryOperations, { task, isJson }: QueriesOptions, desk: Desk): Promise<void> {
  const { principal, signal, write } = desk;
  switch (task.kind) {
    case "list": {
      let count = 0;
      for await (const proposal of allOf(queries, desk)) {
        if (!task.isAll && proposal.reviewedAt !== null) continue;
        count++;
        write(isJson ? `${JSON.stringify(proposal)}\n` : desk.line(proposal));
      }
      if (count === 0 && !isJson) write("No proposal waits for a review.\n");
      return;
    }
    case "show": {
      const proposal = await queries.show(principal, task.id, signal);
      write(isJson ? `${JSON.stringify(proposal)}\n` : desk.show(proposal));
      return;
    }
    case "accept": {
      const entry = await queries.accept(principal, task.id, task.acceptance, signal);
      write(
        isJson
          ? `${JSON.stringify(entry)}\n`
          : `Accepted as ${cleanLine(entry.id)}. It is in use from the next start on; commit verified-queries.yaml.\n`,
      );
      return;
    }
    case "reject":
      await queries.reject(principal, task.id, task.reason, signal);
      if (!isJson) write(`Rejected ${cleanLine(task.id)}.\n`);
  }
}

async function* allOf(queries: QueryOperations, { principal, signal }: Desk): AsyncGenerator<Proposal> {
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<QueryOperations["list"]>> = await queries.list(
      principal,
      { limit: pageSize, ...(after === null ? {} : { after }) },
      signal,
    );
    yield* page.items;
    after = page.next;
  } while (after !== null);
}
