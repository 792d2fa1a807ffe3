import { environmentSchema, roles } from "#core";

import type { Ask, Option } from "./ask.ts";
import { faultOfValue } from "./setting.ts";
import type { Changes } from "./settings-text.ts";

type Settings = Readonly<Record<string, string | undefined>>;

/** What is asked of one setting. */
type Asked = { readonly question: string; readonly isOptional?: boolean };

/** Defaults as they stand in a settings file. */
const defaults: Settings = Object.fromEntries(
  Object.entries(environmentSchema.parse({})).flatMap(([name, value]) =>
    typeof value === "string" || typeof value === "number" ? [[name, String(value)]] : [],
  ),
);

/** Settings that are written where nothing is asked and nothing is there yet. */
export const basicSettings = [
  "MODEL",
  "SQL_ENGINE",
  "RECKONER_DATA_DIR",
  "RECKONER_CUSTOMERS",
  "RECKONER_PORT",
  "RECKONER_SIGN_IN",
] as const;

/** A setting's default; empty where it has none. */
export function defaultOf(name: string): string {
  return defaults[name] ?? "";
}

/**
 * Goes through the settings that most people need, with what is there as the answers to begin with. Gives the settings
 * that are to be changed. Every answer has the form that the settings' schema asks for. Throws `leftUnanswered`.
 */
export async function askSettings(ask: Ask, present: Settings): Promise<Changes> {
  const sheet = createSheet(ask, present);
  await askModel(ask, sheet);
  await askEngine(sheet);
  await sheet.line("RECKONER_DATA_DIR", {
    question: "In which folder should data and results be?",
  });
  await sheet.line("RECKONER_CUSTOMERS", {
    question: "How many customers should the sample have?",
  });
  await sheet.line("RECKONER_PORT", { question: "On which port should the page and the API be?" });
  await askSignIn(sheet);
  await askSlack(ask, sheet);
  return sheet.changes;
}

type Sheet = ReturnType<typeof createSheet>;

function createSheet(ask: Ask, present: Settings) {
  const changes = new Map<string, string | null>();
  const valueOf = (name: string) => (changes.has(name) ? (changes.get(name) ?? "") : (present[name] ?? ""));
  const set = (name: string, value: string) => {
    // What is the default anyway need not stand there, but what stands there is changed.
    if (value === valueOf(name) || (value === defaultOf(name) && valueOf(name) === "" && !isBasic(name))) return;
    changes.set(name, value === "" ? null : value);
  };
  const check =
    (name: string, { isOptional = false }: Asked) =>
    (text: string) =>
      text === "" && !isOptional ? "This is needed." : faultOfValue(name, text);
  return {
    changes,
    valueOf,
    set,
    line: async (name: string, asked: Asked) =>
      set(name, await ask.line(asked.question, valueOf(name) || defaultOf(name), check(name, asked))),
    secret: async (name: string, asked: Asked) => {
      const isSet = valueOf(name) !== "";
      const given = await ask.secret(
        asked.question,
        isSet,
        check(name, { ...asked, isOptional: isSet || asked.isOptional === true }),
      );
      if (given !== "") set(name, given);
    },
    choose: async (name: string, question: string, options: readonly Option[]) => {
      const chosen = await ask.choose(question, options, valueOf(name) || defaultOf(name) || (options[0]?.value ?? ""));
      set(name, chosen);
      return chosen;
    },
  };
}

function isBasic(name: string): boolean {
  return basicSettings.some((basic) => basic === name);
}

async function askModel(ask: Ask, sheet: Sheet): Promise<void> {
  const [, provider = "offline", id = ""] = /^([^:]*):?(.*)$/.exec(sheet.valueOf("MODEL") || defaultOf("MODEL")) ?? [];
  const chosen = await ask.choose(
    "Who should answer?",
    [
      { value: "offline", label: "The offline analyst", about: "on this machine, no account, no cost" },
      { value: "bedrock", label: "Claude on Amazon Bedrock", about: "AWS credentials by the SDK's own chain" },
      { value: "ollama", label: "A model of Ollama" },
      { value: "openai-compatible", label: "A server with OpenAI's interface" },
    ],
    provider,
  );
  if (chosen === "offline") return sheet.set("MODEL", chosen);
  const question =
    chosen === "bedrock" ? "Which inference profile? (its id, as us.anthropic.…)" : "Which model? (its name)";
  const named = (text: string) => (text === "" ? "This is needed." : faultOfValue("MODEL", `${chosen}:${text}`));
  sheet.set("MODEL", `${chosen}:${await ask.line(question, chosen === provider ? id : "", named)}`);
  if (chosen === "bedrock") await sheet.line("AWS_REGION", { question: "In which AWS region?" });
  if (chosen === "ollama") await sheet.line("OLLAMA_BASE_URL", { question: "Where does Ollama listen?" });
  if (chosen === "openai-compatible") {
    await sheet.line("OPENAI_COMPATIBLE_BASE_URL", { question: "Where does the server listen? (its base URL)" });
    await sheet.secret("OPENAI_COMPATIBLE_API_KEY", { question: "Its API key, where it needs one", isOptional: true });
  }
}

async function askEngine(sheet: Sheet): Promise<void> {
  const engine = await sheet.choose("SQL_ENGINE", "Where should queries run?", [
    { value: "duckdb", label: "DuckDB", about: "over the results on this machine" },
    { value: "athena", label: "Amazon Athena", about: "docs/athena.md" },
    { value: "trino", label: "Your own Trino", about: "docs/trino.md" },
  ]);
  if (engine === "athena") {
    await sheet.line("AWS_REGION", { question: "In which AWS region is the workgroup?" });
    await sheet.line("ATHENA_WORKGROUP", { question: "Which workgroup?" });
    await sheet.line("ATHENA_OUTPUT_LOCATION", {
      question: "Where should results go? (s3://…/; empty: the workgroup's place)",
      isOptional: true,
    });
  }
  if (engine === "trino") {
    await sheet.line("TRINO_URL", { question: "Where does Trino listen? (its URL)" });
    await sheet.line("TRINO_CATALOG", { question: "Which catalog?" });
    await sheet.line("TRINO_USER", { question: "As which user?" });
    await sheet.secret("TRINO_PASSWORD", { question: "Their password, where one is needed", isOptional: true });
  }
}

async function askSignIn(sheet: Sheet): Promise<void> {
  const kind = await sheet.choose("RECKONER_SIGN_IN", "Who may come in?", [
    { value: "none", label: "Everyone on this machine, nobody else" },
    { value: "keys", label: "Machines with an API key", about: "reckoner keys create" },
    { value: "oidc", label: "People of an OpenID Connect issuer, and API keys", about: "docs/sign-in.md" },
  ]);
  if (kind === "none") return;
  await sheet.line("RECKONER_HOST", { question: "On which address should it listen? (0.0.0.0 for all)" });
  await sheet.line("RECKONER_PUBLIC_URL", {
    question: "Under which address do people reach it? (https://…)",
    isOptional: true,
  });
  if (kind !== "oidc") return;
  await sheet.line("OIDC_ISSUER", { question: "Which issuer? (its URL)" });
  await sheet.line("OIDC_CLIENT_ID", { question: "This server's client id there" });
  await sheet.secret("OIDC_CLIENT_SECRET", { question: "Its client secret, where it has one", isOptional: true });
  await sheet.choose("OIDC_DEFAULT_ROLE", "Which role has who signs in?", roleOptions);
}

async function askSlack(ask: Ask, sheet: Sheet): Promise<void> {
  const isThere = sheet.valueOf("SLACK_BOT_TOKEN") !== "";
  if (!(await ask.agree("Should it answer in Slack? (docs/slack.md)", isThere))) {
    for (const name of ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_DIGEST_CHANNEL"])
      sheet.set(name, "");
    return;
  }
  await sheet.secret("SLACK_BOT_TOKEN", { question: "The bot's token (xoxb-…)" });
  const way = await ask.choose(
    "How do Slack's events come in?",
    [
      { value: "http", label: "Slack sends them", about: "for serving; needs an address that Slack reaches" },
      { value: "socket", label: "Over a WebSocket that we open", about: "for trying it out" },
    ],
    sheet.valueOf("SLACK_APP_TOKEN") === "" ? "http" : "socket",
  );
  const [used, other] =
    way === "http" ? ["SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"] : ["SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"];
  await sheet.secret(used ?? "", { question: way === "http" ? "The signing secret" : "The app-level token (xapp-…)" });
  sheet.set(other ?? "", "");
  await sheet.choose("SLACK_DEFAULT_ROLE", "Which role has a member of the workspace?", roleOptions);
}

const roleOptions = roles.map((role) => ({ value: role, label: role }));
