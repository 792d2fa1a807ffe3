import { z } from "zod";

import { integer } from "./engine-config.ts";
import { roles, type Role } from "../rights.ts";

/** An OpenID Connect issuer, and what its claims mean here. */
export type OidcConfig = {
  /** As its tokens name it, without a slash at the end unless they have one. */
  readonly issuer: string;
  /** Audiences for which a bearer token may have been made; in Cognito's form, client ids. */
  readonly audiences: readonly string[];
  /** Algorithms of signatures that are taken; all of them with a public key. */
  readonly algorithms: readonly string[];
  /** The claim that holds a person's groups: a name, or the way to it with dots between. */
  readonly roleClaim: string;
  /** Which group gives which role; of several groups of a person the first in this list counts. */
  readonly groupRoles: readonly { readonly role: Role; readonly group: string }[];
  /** The role of who is in none of the groups; null refuses them. */
  readonly defaultRole: Role | null;
  readonly clockSkewSeconds: number;
  /** This server as a client of the issuer, for the sign-in of a browser; null where only bearer tokens are taken. */
  readonly client: { readonly id: string; readonly secret: string | null; readonly scopes: string } | null;
};

/** Who may come in. */
export type SignInConfig =
  /** Everyone on this machine, and nobody else. */
  | { readonly kind: "none" }
  /** Machines with an API key of ours. */
  | { readonly kind: "keys" }
  /** Those, and whom the issuer vouches for. */
  | { readonly kind: "oidc"; readonly oidc: OidcConfig; readonly sessionMs: number };

/** Where the service listens and how it is reached. */
export type ServerConfig = {
  readonly host: string;
  readonly port: number;
  /** Origin under which people reach the server, through whatever stands before it; null where that is its own. */
  readonly publicUrl: string | null;
  /** Origins of other sites whose pages may call the API with a token. */
  readonly corsOrigins: readonly string[];
  /** Proxies of ours before the server, each of which adds the address that it sees to X-Forwarded-For. */
  readonly trustedProxies: number;
  /** How long running turns may go on when the server is stopped. */
  readonly shutdownGraceMs: number;
  /** What who reads /metrics must know; null leaves it open, where everyone is on this machine. */
  readonly metricsToken: string | null;
};

/** How much of the service one person and all together may take; null for as much as they like. */
export type RateConfig = {
  readonly requestsPerMinuteOfPerson: number | null;
  readonly requestsPerMinuteOfAddress: number | null;
  readonly turnsAtOnceOfPerson: number | null;
  readonly turnsAtOnce: number;
};

const asymmetric = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
const loopbackName = /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/;

/** Things in a list with commas between. */
const list = z.string().transform((text) =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== ""),
);
const origin = z
  .string()
  .refine(isOrigin, "must be an origin, as https://reckoner.example.org, with https unless it is this machine");

/** The variables of server, sign-in and rates, each with its form and default. */
export const serverVariables = {
  RECKONER_HOST: z.string().min(1).default("127.0.0.1"),
  RECKONER_PORT: integer(0, 65_535).default(8787),
  RECKONER_PUBLIC_URL: origin.optional(),
  RECKONER_CORS_ORIGINS: list.pipe(z.array(origin)).default([]),
  RECKONER_TRUSTED_PROXIES: integer(0, 10).default(0),
  RECKONER_SHUTDOWN_GRACE_MS: integer(0, 600_000).default(10_000),
  RECKONER_METRICS_TOKEN: z.string().min(16, "must have 16 characters or more").optional(),
  RECKONER_REQUESTS_PER_MINUTE: integer(1, 1_000_000).optional(),
  RECKONER_REQUESTS_PER_MINUTE_OF_ADDRESS: integer(1, 1_000_000).optional(),
  RECKONER_TURNS_OF_PERSON: integer(1, 10_000).optional(),
  RECKONER_TURNS: integer(1, 10_000).default(100),
  RECKONER_SIGN_IN: z.enum(["none", "keys", "oidc"]).default("none"),
  RECKONER_SESSION_HOURS: integer(1, 168).default(8),
  OIDC_ISSUER: z.string().refine(isIssuer, "must be an https:// address, or http:// on this machine").optional(),
  OIDC_AUDIENCE: list.default([]),
  OIDC_ALGORITHMS: list.pipe(z.array(z.enum(asymmetric))).default(["RS256", "ES256"]),
  OIDC_ROLE_CLAIM: z.string().min(1).default("groups"),
  OIDC_ROLES: z.string().transform(readGroupRoles).default([]),
  OIDC_DEFAULT_ROLE: z.enum(roles).optional(),
  OIDC_CLOCK_SKEW_SECONDS: integer(0, 300).default(30),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_SCOPES: z.string().min(1).default("openid profile"),
};

type ServerSettings = z.infer<z.ZodObject<typeof serverVariables>>;

/** Whether this is a name or address under which only this machine reaches itself. */
export function isLoopback(host: string): boolean {
  return host === "::1" || loopbackName.test(host);
}

/** What sign-in lacks, in plain words. */
export function serverFaults(settings: ServerSettings): string[] {
  if (settings.RECKONER_SIGN_IN === "none") return [];
  const problems: string[] = [];
  const need = (name: keyof ServerSettings, isThere: boolean, when: string) => {
    if (!isThere) problems.push(`${name} is needed when ${when}`);
  };
  const isElsewhere = !isLoopback(settings.RECKONER_HOST);
  need(
    "RECKONER_PUBLIC_URL",
    !isElsewhere || settings.RECKONER_PUBLIC_URL !== undefined,
    "others can reach the server",
  );
  if (settings.RECKONER_SIGN_IN === "keys") return problems;
  const when = "RECKONER_SIGN_IN is oidc";
  need("OIDC_ISSUER", settings.OIDC_ISSUER !== undefined, when);
  need("OIDC_AUDIENCE", settings.OIDC_AUDIENCE.length > 0 || settings.OIDC_CLIENT_ID !== undefined, when);
  need("OIDC_ROLES", settings.OIDC_ROLES.length > 0 || settings.OIDC_DEFAULT_ROLE !== undefined, when);
  const isReachable = settings.OIDC_CLIENT_ID === undefined || settings.RECKONER_PUBLIC_URL !== undefined;
  if (!isElsewhere) need("RECKONER_PUBLIC_URL", isReachable, "OIDC_CLIENT_ID is set");
  return problems;
}

/** The server as set. */
export function serverOf(settings: ServerSettings): ServerConfig {
  return {
    host: settings.RECKONER_HOST,
    port: settings.RECKONER_PORT,
    publicUrl: settings.RECKONER_PUBLIC_URL === undefined ? null : new URL(settings.RECKONER_PUBLIC_URL).origin,
    corsOrigins: settings.RECKONER_CORS_ORIGINS,
    trustedProxies: settings.RECKONER_TRUSTED_PROXIES,
    shutdownGraceMs: settings.RECKONER_SHUTDOWN_GRACE_MS,
    metricsToken: settings.RECKONER_METRICS_TOKEN ?? null,
  };
}

/** Requests a minute and turns at once of one person where nothing is said and people sign in. */
const signedIn = { person: 600, address: 1_200, turns: 4 };

/** The rates as set. Left unset, one person may take everything where there is only the person at this machine. */
export function ratesOf(settings: ServerSettings): RateConfig {
  const otherwise = settings.RECKONER_SIGN_IN === "none" ? null : signedIn;
  return {
    requestsPerMinuteOfPerson: settings.RECKONER_REQUESTS_PER_MINUTE ?? otherwise?.person ?? null,
    requestsPerMinuteOfAddress: settings.RECKONER_REQUESTS_PER_MINUTE_OF_ADDRESS ?? otherwise?.address ?? null,
    turnsAtOnceOfPerson: settings.RECKONER_TURNS_OF_PERSON ?? otherwise?.turns ?? null,
    turnsAtOnce: settings.RECKONER_TURNS,
  };
}

const hourMs = 3_600_000;

/** Sign-in as set; `settings` must have no faults. */
export function signInOf(settings: ServerSettings): SignInConfig {
  if (settings.RECKONER_SIGN_IN !== "oidc") return { kind: settings.RECKONER_SIGN_IN };
  const { OIDC_CLIENT_ID: clientId, OIDC_AUDIENCE: audiences } = settings;
  const oidc: OidcConfig = {
    issuer: settings.OIDC_ISSUER ?? "",
    audiences: audiences.length > 0 || clientId === undefined ? audiences : [clientId],
    algorithms: settings.OIDC_ALGORITHMS,
    roleClaim: settings.OIDC_ROLE_CLAIM,
    groupRoles: settings.OIDC_ROLES,
    defaultRole: settings.OIDC_DEFAULT_ROLE ?? null,
    clockSkewSeconds: settings.OIDC_CLOCK_SKEW_SECONDS,
    client:
      clientId === undefined
        ? null
        : { id: clientId, secret: settings.OIDC_CLIENT_SECRET ?? null, scopes: settings.OIDC_SCOPES },
  };
  return { kind: "oidc", oidc, sessionMs: settings.RECKONER_SESSION_HOURS * hourMs };
}

/** Reads `role=group;role=group`: a group's name may hold commas and equals signs. */
function readGroupRoles(text: string, context: z.RefinementCtx): { role: Role; group: string }[] {
  const pairs = text.split(";").filter((pair) => pair.trim() !== "");
  return pairs.flatMap((pair) => {
    const at = pair.indexOf("=");
    const role = roles.find((one) => one === pair.slice(0, Math.max(at, 0)).trim());
    const group = pair.slice(at + 1).trim();
    if (role !== undefined && group !== "") return [{ role, group }];
    context.addIssue(`must be role=group pairs with semicolons between, where the roles are ${roles.join(", ")}`);
    return [];
  });
}

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash } = new URL(text);
  return (protocol === "https:" || (protocol === "http:" && loopbackName.test(hostname))) && search + hash === "";
}

function isOrigin(text: string): boolean {
  return isIssuer(text) && new URL(text).origin === text.replace(/\/$/, "");
}
