import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";

import { AppError, isLoopback } from "#core";

import { alertKinds } from "./alert.ts";

const envName = z.string().regex(/^[A-Z][A-Z0-9_]*$/, "must name an environment variable");
/** Not followed elsewhere, and never in the clear over a network. */
const webUrl = z.url().refine((url) => {
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}, "must be https://, or http:// on this machine");

const targetSchema = z.union([
  z.strictObject({
    slack: z.strictObject({
      /** A channel's or person's id. */
      channel: z.string().regex(/^[CDGU][A-Z0-9]{2,}$/, "must be the id of a channel or person, as C0123ABCD"),
      /** The variable that holds the bot's token. */
      tokenFrom: envName.default("SLACK_BOT_TOKEN"),
      apiUrl: webUrl.default("https://slack.com/api/"),
    }),
  }),
  z.strictObject({
    webhook: z.strictObject({
      url: webUrl,
      /** The variable that holds the key of signatures, at least 24 characters. */
      secretFrom: envName,
    }),
  }),
  z.strictObject({
    sns: z.strictObject({
      topic: z
        .string()
        .regex(
          /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/,
          "must be a topic's ARN, as arn:aws:sns:eu-west-1:123456789012:alerts",
        ),
    }),
  }),
]);
export type TargetSpec = z.infer<typeof targetSchema>;

const ruleSchema = z.strictObject({
  /** Kinds of alerts, or all of them. */
  when: z.union([z.literal("any"), z.enum(alertKinds), z.array(z.enum(alertKinds)).min(1)]),
  /** Only of this model, column or attribute; left out: of all. */
  subject: z.string().min(1).optional(),
  /** Only from this size on. Alerts without one are not told by such a rule. */
  atLeast: z.number().optional(),
  to: z.array(z.string()).min(1),
  /** Tells again, while it lasts, after so many days; left out: once until it has gone and come back. */
  remindAfterDays: z.number().positive().max(365).optional(),
});
export type AlertRule = z.infer<typeof ruleSchema>;

const rulesSchema = z.strictObject({ targets: z.record(z.string(), targetSchema), rules: z.array(ruleSchema) });
export type AlertRules = z.infer<typeof rulesSchema>;

/**
 * Reads a file of rules (docs/alerts.md has its form). Throws `CONFIG_INVALID` with everything that is wrong in it.
 */
export async function loadAlertRules(file: string, signal?: AbortSignal): Promise<AlertRules> {
  const text = await readFile(file, { encoding: "utf8", signal }).catch((error: NodeJS.ErrnoException) => {
    throw invalid(`${file} cannot be read (${error.code ?? error.message})`, error);
  });
  const parsed = rulesSchema.safeParse(parseYaml(text, file));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`);
    throw invalid(`${file} is not as it should be: ${faults.join("; ")}`);
  }
  const { targets, rules } = parsed.data;
  const unknown = rules.flatMap(({ to }) => to).filter((name) => !Object.hasOwn(targets, name));
  if (unknown.length > 0) throw invalid(`${file} has no target ${[...new Set(unknown)].join(", ")}`);
  return parsed.data;
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw invalid(`${file} is not YAML: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

function invalid(detail: string, cause?: unknown): AppError {
  return new AppError("CONFIG_INVALID", {
    detail: `${detail}.`,
    hint: "docs/alerts.md shows the form of the file that RECKONER_ALERTS_FILE names.",
    cause,
  });
}
