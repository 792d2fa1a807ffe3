import type { Principal } from "#agent";
import type { Role } from "#core";

import type { Operations } from "../../operations/operations.ts";
import type { CommandDeps, RunCommand } from "../command.ts";
import { onlyId, parseArguments, unknownTask } from "../spec/parse-arguments.ts";
import { createStyle } from "../style.ts";
import { withService } from "../with-service.ts";
import { customerSpec } from "./customer-spec.ts";
import { renderHeld, renderReceipt } from "./render-held.ts";
import { renderProfile } from "./render-profile.ts";

const tasks = ["show", "know", "forget", "withdraw", "consent"] as const;
type Task = (typeof tasks)[number];
type CustomerOptions = {
  readonly task: Task;
  readonly id: string;
  readonly role: Role | null;
  readonly isJson: boolean;
};

/** `reckoner customer`: one customer as published, and their rights to know, to erasure and over their consent. */
export const runCustomer: RunCommand = async (args, deps) => {
  const options = parseCustomerOptions(args);
  await withService(options.role, deps, ({ operations }, principal) => perform(operations, principal, options, deps));
  return 0;
};

function parseCustomerOptions(args: readonly string[]): CustomerOptions {
  const { positionals, role, isJson } = parseArguments(customerSpec, args);
  const [name = "", ...words] = positionals;
  const task = tasks.find((candidate) => candidate === name);
  if (task === undefined) throw unknownTask(customerSpec, name);
  return { task, id: onlyId(customerSpec, task, words), role, isJson };
}

async function perform(
  { customers, results }: Operations,
  principal: Principal,
  { task, id, isJson }: CustomerOptions,
  { terminal: { out }, signal }: CommandDeps,
): Promise<void> {
  const print = (value: unknown, text: string) => out.write(isJson ? `${JSON.stringify(value)}\n` : text);
  const style = createStyle(out.isColoured);
  switch (task) {
    case "show": {
      const page = await results.customer(principal, id, { history: false }, signal);
      return print(page, renderProfile(page, out.columns, style));
    }
    case "know": {
      const held = await customers.know(principal, id, signal);
      return print(held, renderHeld(held, out.columns, style));
    }
    case "forget":
    case "withdraw": {
      const reason = task === "forget" ? "erasure" : "withdrawal";
      const receipt = await customers.forget(principal, id, reason, signal);
      return print(receipt, renderReceipt(receipt));
    }
    case "consent": {
      const wasHidden = await customers.giveConsent(principal, id, signal);
      return print({ wasHidden }, wasHidden ? "They may be shown again.\n" : "They were not hidden.\n");
    }
    default:
      return task satisfies never;
  }
}
