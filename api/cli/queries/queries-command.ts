import type { Principal } from "#agent";

import type { QueryOperations } from "../../operations/query-operations.ts";
import { allItems } from "../all-items.ts";
import { cleanLine } from "../clean-text.ts";
import type { RunCommand } from "../command.ts";
import { createStyle } from "../style.ts";
import { withService } from "../with-service.ts";
import { parseQueriesOptions, type QueriesOptions } from "./queries-options.ts";
import { renderProposal, renderProposalLine } from "./render-proposal.ts";

type Proposal = Awaited<ReturnType<QueryOperations["show"]>>;

/** `reckoner queries`: the review of queries that people proposed. */
export const runQueries: RunCommand = async (args, deps) => {
  const options = parseQueriesOptions(args);
  const { out } = deps.terminal;
  const style = createStyle(out.isColoured);
  await withService(options.role, deps, ({ operations }, principal) =>
    work(operations.queries, options, {
      principal,
      signal: deps.signal,
      write: out.write,
      show: (proposal) => renderProposal(proposal, out.columns, style),
      line: (proposal) => renderProposalLine(proposal, out.columns, style),
    }),
  );
  return 0;
};

type Desk = {
  readonly principal: Principal;
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
      for await (const proposal of allItems((page) => queries.list(principal, page, signal))) {
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
