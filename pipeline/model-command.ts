import { parseArgs } from "node:util";

import { AppError } from "#core";

import { reviewStatuses, type ReviewInput, type ReviewStatus } from "./review/review-schema.ts";
import type { Approval } from "./registry/approved-models.ts";

/** Commands with which people look at models and have their say. */
export type ModelCommand = { readonly dataDirectory: string | null; readonly json: boolean } & (
  | { readonly name: "models" }
  | { readonly name: "promote"; readonly approval: Approval }
  | { readonly name: "review-list" }
  /** Of the live run where none is named. */
  | { readonly name: "review-record"; readonly review: Omit<ReviewInput, "runId"> & { readonly runId: string | null } }
);

const words = ["models", "promote", "review"] as const;

/** Part of what `--help` prints. */
export const modelCommandHelp = `  models        every version of every model: which serves, which was refused and why
  promote MODEL VERSION --by NAME --reason TEXT
                let a refused version serve from the next run on
  review list   what people said of single predictions, the newest last
  review record --customer ID --model NAME --status noted|confirmed|overridden --by NAME
                [--notes TEXT] [--value OUTCOME] [--run RUN]
                keep your word on a prediction; an override corrects what the next run is trained on
`;

/** Whether the arguments begin with a command of this file. */
export function isModelCommand(args: readonly string[]): boolean {
  return words.some((word) => word === args[0]);
}

/** Reads the arguments of such a command. Throws `USAGE` with what was not understood. */
export function parseModelCommand(args: readonly string[]): ModelCommand {
  const { values, positionals } = parse(args);
  const [word, ...rest] = positionals;
  const common = { dataDirectory: values.data ?? null, json: values.json === true };
  if (word === "models") {
    refuseRest(rest);
    refuseOptions(word, values, []);
    return { ...common, name: "models" };
  }
  if (word === "promote") {
    const [model, version, ...more] = rest;
    refuseRest(more);
    refuseOptions(word, values, ["by", "reason"]);
    if (model === undefined || version === undefined) throw usage("promote takes a model and a version.");
    return { ...common, name: "promote", approval: { model, version, ...required(values, ["by", "reason"]) } };
  }
  const [action, ...more] = rest;
  refuseRest(more);
  if (action === "list") {
    refuseOptions("review list", values, []);
    return { ...common, name: "review-list" };
  }
  if (action !== "record") throw usage("review takes list or record.");
  refuseOptions("review record", values, ["customer", "model", "status", "by", "notes", "value", "run"]);
  return { ...common, name: "review-record", review: reviewOf(values) };
}

function reviewOf(values: Values): Extract<ModelCommand, { name: "review-record" }>["review"] {
  const { customer, model, status, by } = required(values, ["customer", "model", "status", "by"]);
  return {
    customerId: customer,
    model,
    runId: values.run ?? null,
    reviewer: by,
    notes: values.notes ?? "",
    status: statusOf(status),
    ...(values.value === undefined ? {} : { value: numberOf(values.value) }),
  };
}

function statusOf(text: string): ReviewStatus {
  const status = reviewStatuses.find((known) => known === text);
  if (status === undefined) throw usage(`--status is one of ${reviewStatuses.join(", ")}.`);
  return status;
}

function numberOf(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw usage("--value must be a number.");
  return value;
}

type Values = ReturnType<typeof parse>["values"];
type TextOption = Exclude<keyof Values, "json">;

function required<const Name extends TextOption>(values: Values, names: readonly Name[]): Record<Name, string> {
  const missing = names.filter((name) => values[name] === undefined).map((name) => `--${name}`);
  if (missing.length > 0) throw usage(`Missing: ${missing.join(", ")}.`);
  // Each of them is there, as was just looked at.
  return Object.fromEntries(names.map((name) => [name, values[name]])) as Record<Name, string>;
}

function refuseRest(rest: readonly string[]): void {
  if (rest.length > 0) throw usage(`Unexpected: ${rest.join(" ")}.`);
}

function refuseOptions(command: string, values: Values, allowed: readonly TextOption[]): void {
  const known: readonly string[] = [...allowed, "data", "json"];
  const others = Object.keys(values).filter((name) => !known.includes(name));
  if (others.length > 0)
    throw usage(`--${others.join(" and --")} ${others.length === 1 ? "does" : "do"} not go with ${command}.`);
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        by: text,
        reason: text,
        customer: text,
        model: text,
        status: text,
        notes: text,
        value: text,
        run: text,
        data: text,
        json: { type: "boolean" },
      },
    });
  } catch (error) {
    throw usage(error instanceof Error ? error.message : "The options were not understood.");
  }
}

function usage(detail: string): AppError {
  return new AppError("USAGE", { detail, hint: "`npm run pipeline -- --help` shows what can be asked for." });
}
