import { toAppError, type Clock, type Config } from "#core";

import { createDiscoverIssuer } from "../../sign-in/discover-issuer.ts";
import { requireSignIn } from "../../sign-in/require-sign-in.ts";
import { fail, ok, warn, type Finding } from "./finding.ts";
import { findingOf } from "./finding-of-error.ts";
import type { LookAround } from "./look-around.ts";
import { tryBotToken } from "./try-bot-token.ts";

/** Longest that one service may take to answer. */
const patienceMs = 20_000;

type Services = {
  readonly config: Config;
  readonly around: LookAround;
  /** Whether the services may be called. */
  readonly isOnline: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** Whether the chat model has what it needs, and answers. */
export async function checkModel({ config, around, isOnline, signal }: Services): Promise<readonly Finding[]> {
  const { chatModel } = config;
  if (chatModel.provider === "offline") return [ok("model", "offline: the analyst on this machine")];
  const about = `model ${chatModel.provider}:${chatModel.modelId}`;
  const findings = chatModel.provider === "bedrock" ? [await credentials(about, chatModel.region, around)] : [];
  if (!isOnline) return findings.length > 0 ? findings : [ok(about, "set; --online asks it for a word")];
  return [...findings, await called(about, "it answers", signal, (patience) => around.tryChatModel(config, patience))];
}

/** Whether the query engine has what it needs, and takes queries. */
export async function checkEngine({ config, around, isOnline, signal }: Services): Promise<readonly Finding[]> {
  const { engine } = config;
  if (engine.name === "duckdb") return [ok("engine", "duckdb, over the results on this machine")];
  const about = `engine ${engine.name}`;
  const findings = engine.name === "athena" ? [await credentials(about, engine.region, around)] : [];
  if (!isOnline) return findings.length > 0 ? findings : [ok(about, "set; --online sends it a query")];
  return [
    ...findings,
    await called(about, "it runs queries", signal, (patience) => around.tryEngine(config, patience)),
  ];
}

/** Whether who may come in is settled for where the server listens, and the issuer can be reached. */
export async function checkSignIn({ config, isOnline, clock, signal }: Services): Promise<readonly Finding[]> {
  const { signIn } = config;
  try {
    requireSignIn(config);
  } catch (error) {
    return [findingOf("sign-in", error)];
  }
  if (signIn.kind === "none") return [ok("sign-in", "none: everyone on this machine, nobody else")];
  if (signIn.kind === "keys") return [ok("sign-in", "API keys")];
  const about = "sign-in oidc";
  if (!isOnline) return [ok(about, "set; --online looks the issuer up")];
  const discover = createDiscoverIssuer(signIn.oidc.issuer, clock);
  return [
    await called(about, "the issuer describes itself", signal, async (patience) => void (await discover(patience))),
  ];
}

/** Whether the Slack app's token is taken. */
export async function checkSlack({ config, isOnline, signal }: Services): Promise<readonly Finding[]> {
  const { slack } = config;
  if (slack === null) return [];
  if (!isOnline) return [ok("Slack", "set; --online tries its token")];
  return [await called("Slack", "the bot's token is taken", signal, (patience) => tryBotToken(slack, patience))];
}

async function credentials(about: string, region: string, { hasAwsCredentials }: LookAround): Promise<Finding> {
  if (await hasAwsCredentials(region)) return ok(about, `${region}, credentials are found`);
  return fail(
    about,
    `The AWS SDK finds no credentials for ${region}.`,
    "Set AWS_PROFILE, run `aws sso login`, or give the machine a role; AWS_BEARER_TOKEN_BEDROCK does for Bedrock alone.",
  );
}

async function called(
  about: string,
  whenItWorks: string,
  signal: AbortSignal,
  call: (patience: AbortSignal) => Promise<void>,
): Promise<Finding> {
  const late = AbortSignal.timeout(patienceMs);
  try {
    await call(AbortSignal.any([signal, late]));
    return ok(about, whenItWorks);
  } catch (error) {
    if (!late.aborted) return findingOf(about, error);
    return warn(
      about,
      `It did not answer within ${patienceMs / 1_000} s (${toAppError(error).code}).`,
      "Try again; then look at the network.",
    );
  }
}
