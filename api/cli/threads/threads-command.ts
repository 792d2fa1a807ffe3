import type { Principal } from "#agent";

import type { ThreadOperations } from "../../operations/thread-operations.ts";
import { allItems } from "../all-items.ts";
import { cleanLine } from "../clean-text.ts";
import type { CommandDeps, RunCommand } from "../command.ts";
import { dayAndMinute, printRows } from "../print-rows.ts";
import { renderMarkdown } from "../render-markdown.ts";
import { programName } from "../spec/command-spec.ts";
import { createStyle } from "../style.ts";
import { withService } from "../with-service.ts";
import { parseThreadsOptions, type ThreadsOptions, type ThreadsTask } from "./threads-options.ts";

/** `reckoner threads`: the conversations of the person at this machine. */
export const runThreads: RunCommand = async (args, deps) => {
  const options = parseThreadsOptions(args);
  await withService(options.role, deps, ({ operations }, principal) =>
    perform(operations.threads, principal, options, deps),
  );
  return 0;
};

async function perform(
  threads: ThreadOperations,
  principal: Principal,
  { task, isJson }: ThreadsOptions,
  deps: CommandDeps,
): Promise<void> {
  const { signal } = deps;
  const { out } = deps.terminal;
  switch (task.kind) {
    case "list":
      return list(threads, principal, task, isJson, deps);
    case "show":
      return show(threads, principal, task.id, isJson, deps);
    case "rename": {
      const renamed = await threads.rename(principal, task.id, task.title, signal);
      out.write(isJson ? `${JSON.stringify(renamed)}\n` : `Renamed to ${cleanLine(renamed.title)}.\n`);
      return;
    }
    case "delete":
      await threads.remove(principal, task.id, signal);
      out.write(isJson ? `${JSON.stringify({ id: task.id, deleted: true })}\n` : `Deleted ${task.id}.\n`);
      return;
    default:
      return task satisfies never;
  }
}

async function list(
  threads: ThreadOperations,
  principal: Principal,
  { title, most }: Extract<ThreadsTask, { kind: "list" }>,
  isJson: boolean,
  { terminal: { out }, signal }: CommandDeps,
): Promise<void> {
  const search = title === null ? {} : { title };
  const found = allItems((page) => threads.list(principal, { ...page, ...search }, signal), most);
  const rows: (readonly (string | number)[])[] = [];
  for await (const thread of found) {
    if (isJson) out.write(`${JSON.stringify(thread)}\n`);
    else rows.push([thread.id, dayAndMinute(thread.updatedAt), thread.turns, thread.title]);
  }
  if (isJson) return;
  const none = title === null ? "There are no conversations." : "No title has these words.";
  printRows(out, { columns: ["id", "last used (UTC)", "turns", "title"], rows, none });
}

async function show(
  threads: ThreadOperations,
  principal: Principal,
  id: string,
  isJson: boolean,
  { terminal: { out, err }, signal }: CommandDeps,
): Promise<void> {
  const style = createStyle(out.isColoured);
  const { thread } = await threads.show(principal, id, { limit: 1 }, signal);
  const turns = allItems(async (page) => (await threads.show(principal, id, page, signal)).turns);
  if (isJson) {
    const kept = [];
    for await (const turn of turns) kept.push(turn);
    out.write(`${JSON.stringify({ thread, turns: kept })}\n`);
    return;
  }
  out.write(`${style.bold(cleanLine(thread.title))}\n`);
  for await (const { question, answer } of turns) {
    const origin = `${answer.id} · ${dayAndMinute(answer.timing.startedAt)} · run ${answer.dataset.runId}`;
    const text = renderMarkdown(answer.text, out.columns, style).join("\n");
    out.write(`\n${style.bold(`> ${cleanLine(question)}`)}\n${style.dim(cleanLine(origin))}\n${text}\n`);
  }
  err.write(`${createStyle(err.isColoured).dim(`To go on: ${programName} ask --thread ${thread.id} "…"`)}\n`);
}
