import type { Principal } from "#agent";
import type { Feedback } from "#store";

import type { FeedbackOperations } from "../../operations/feedback-operations.ts";
import { allItems } from "../all-items.ts";
import { cleanLine } from "../clean-text.ts";
import type { CommandDeps, RunCommand } from "../command.ts";
import { dayAndMinute, printRows } from "../print-rows.ts";
import { withService } from "../with-service.ts";
import { parseFeedbackOptions, type FeedbackOptions, type FeedbackTask } from "./feedback-options.ts";

/** `reckoner feedback`: what people think of their answers. */
export const runFeedback: RunCommand = async (args, deps) => {
  const options = parseFeedbackOptions(args);
  await withService(options.role, deps, ({ operations }, principal) =>
    perform(operations.feedback, principal, options, deps),
  );
  return 0;
};

async function perform(
  operations: FeedbackOperations,
  principal: Principal,
  { task, isJson }: FeedbackOptions,
  deps: CommandDeps,
): Promise<void> {
  const { signal } = deps;
  const { out } = deps.terminal;
  switch (task.kind) {
    case "give": {
      const kept = await operations.give(principal, task.id, task.feedback, signal);
      if (isJson) out.write(`${JSON.stringify(kept)}\n`);
      else out.write(`Kept: ${describe(kept.feedback)}\n${describeProposal(kept.proposal)}`);
      return;
    }
    case "show": {
      const feedback = await operations.show(principal, task.id, signal);
      if (isJson) out.write(`${JSON.stringify({ feedback })}\n`);
      else out.write(feedback === null ? "You have said nothing of this answer.\n" : `${describe(feedback)}\n`);
      return;
    }
    case "list":
      return list(operations, principal, task, isJson, deps);
    default:
      return task satisfies never;
  }
}

async function list(
  operations: FeedbackOperations,
  principal: Principal,
  { most }: Extract<FeedbackTask, { kind: "list" }>,
  isJson: boolean,
  { terminal: { out }, signal }: CommandDeps,
): Promise<void> {
  const rows: (readonly (string | null)[])[] = [];
  for await (const given of allItems((page) => operations.list(principal, page, signal), most)) {
    if (isJson) out.write(`${JSON.stringify(given)}\n`);
    else {
      const { at, owner, answerId, verdict, question, reason, correction } = given;
      rows.push([dayAndMinute(at), owner, answerId, verdict, question, reason, correction]);
    }
  }
  if (isJson) return;
  const columns = ["at (UTC)", "person", "answer", "verdict", "question", "reason", "correction"];
  printRows(out, { columns, rows, none: "Nobody has said anything of an answer." });
}

function describe({ verdict, reason, correction }: Feedback): string {
  const parts = [`thumbs ${verdict}`, reason ?? "", correction === null ? "" : `should be: ${correction}`];
  return cleanLine(parts.filter((part) => part !== "").join(", "));
}

function describeProposal(proposal: Awaited<ReturnType<FeedbackOperations["give"]>>["proposal"]): string {
  if (proposal === null) return "";
  const { id, state, reason } = proposal;
  if (state === "refused") return `The query in it was not taken as a proposal: ${cleanLine(reason ?? "")}\n`;
  return `The query in it is proposed for the verified ones as ${cleanLine(id)} (${state}).\n`;
}
