import type { Principal } from "#agent";
import type { Role } from "#core";

import type { Operations } from "../../operations/operations.ts";
import type { CommandDeps, RunCommand } from "../command.ts";
import { printRows } from "../print-rows.ts";
import { renderMarkdown } from "../render-markdown.ts";
import { onlyId, parseArguments, unknownTask, usage } from "../spec/parse-arguments.ts";
import { createStyle } from "../style.ts";
import { withService } from "../with-service.ts";
import { modelSpec } from "./model-spec.ts";

type ModelTask = { readonly kind: "list" } | { readonly kind: "show"; readonly name: string };
type ModelOptions = { readonly task: ModelTask; readonly role: Role | null; readonly isJson: boolean };

/** `reckoner model`: the models of the live run. */
export const runModel: RunCommand = async (args, deps) => {
  const options = parseModelOptions(args);
  await withService(options.role, deps, ({ operations }, principal) => perform(operations, principal, options, deps));
  return 0;
};

function parseModelOptions(args: readonly string[]): ModelOptions {
  const { positionals, role, isJson } = parseArguments(modelSpec, args);
  const [word = "list", ...words] = positionals;
  if (word === "show") return { task: { kind: word, name: onlyId(modelSpec, word, words) }, role, isJson };
  if (word !== "list") throw unknownTask(modelSpec, word);
  if (words.length > 0) throw usage(modelSpec, "list takes no words.");
  return { task: { kind: word }, role, isJson };
}

async function perform(
  { results, handbook }: Operations,
  principal: Principal,
  { task, isJson }: ModelOptions,
  { terminal: { out }, signal }: CommandDeps,
): Promise<void> {
  if (task.kind === "list") {
    const models = results.models(principal);
    if (isJson) return out.write(models.map((model) => `${JSON.stringify(model)}\n`).join(""));
    const rows = models.map(({ name, label, kind, version, metric }) => [
      name,
      label,
      kind,
      version,
      metric === null ? null : `${metric.name} ${metric.value.toFixed(3)}`,
    ]);
    return printRows(out, {
      columns: ["name", "model", "kind", "version", "on the test split"],
      rows,
      none: "There are no models.",
    });
  }
  // Refused here with the names that there are; a model that predicts nothing has no card.
  const page = await results.model(principal, task.name, signal);
  if (isJson) return out.write(`${JSON.stringify(page)}\n`);
  const path = `models/${page.name}`;
  const hasCard = handbook.pages(principal).some((one) => one.path === path);
  const card = hasCard
    ? await handbook.read(principal, path)
    : `# ${page.label}\n\nVersion ${page.version}. It has no card.`;
  out.write(`${renderMarkdown(card, out.columns, createStyle(out.isColoured)).join("\n")}\n`);
}
