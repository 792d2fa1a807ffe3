import { z } from "zod";

import { AppError, isLoopback, toAppError, type Clock } from "#core";

/** What an issuer says of itself (OpenID Connect Discovery 1.0, section 3), as far as it is used. */
export type Issuer = {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly authorizationEndpoint: string | null;
  readonly tokenEndpoint: string | null;
  readonly endSessionEndpoint: string | null;
};

/** Resolves to the issuer's description, fetched when it is first needed. Throws `SIGN_IN_UNAVAILABLE`. */
export type DiscoverIssuer = (signal?: AbortSignal) => Promise<Issuer>;

const timeoutMs = 5_000;
/** How long a description is used before it is fetched again. */
const keptMs = 3_600_000;
const mostBytes = 1_000_000;

const address = z.string().refine(isSafeAddress, "must be an https:// address, or http:// on this machine");
const description = z.object({
  issuer: z.string(),
  jwks_uri: address,
  authorization_endpoint: address.optional(),
  token_endpoint: address.optional(),
  end_session_endpoint: address.optional(),
});

/**
 * Fetches the issuer's description from its well-known place and keeps it for an hour; many who ask at once wait for
 * one fetch. A description that is too old is used on where a new one cannot be had.
 */
export function createDiscoverIssuer(issuer: string, clock: Clock): DiscoverIssuer {
  let kept: { readonly found: Issuer; readonly atMs: number } | null = null;
  let fetching: Promise<Issuer> | null = null;
  const refresh = async () => {
    try {
      const found = await fetchDescription(issuer);
      kept = { found, atMs: clock.monotonicMs() };
      return found;
    } catch (error) {
      if (kept !== null) return kept.found;
      throw error;
    } finally {
      fetching = null;
    }
  };
  return async (signal) => {
    signal?.throwIfAborted();
    if (kept !== null && clock.monotonicMs() - kept.atMs < keptMs) return kept.found;
    return (fetching ??= refresh());
  };
}

async function fetchDescription(issuer: string): Promise<Issuer> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const found = description.safeParse(await fetchJson(url, {}));
  if (!found.success) throw unavailable("The issuer's description has not the expected form.");
  const { data } = found;
  // Else whoever may write this one document could speak for another issuer (section 4.3).
  if (data.issuer !== issuer) throw unavailable("The issuer's description names another issuer.");
  return {
    issuer,
    jwksUri: data.jwks_uri,
    authorizationEndpoint: data.authorization_endpoint ?? null,
    tokenEndpoint: data.token_endpoint ?? null,
    endSessionEndpoint: data.end_session_endpoint ?? null,
  };
}

/**
 * A JSON document of the issuer's. Follows no redirect, waits 5 s. Throws
 * `SIGN_IN_UNAVAILABLE`.
 */
export async function fetchJson(url: string, init: RequestInit): Promise<unknown> {
  try {
    const response = await fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
    const text = await response.text();
    if (!response.ok || text.length > mostBytes) {
      throw unavailable(`The issuer answered with status ${response.status}.`);
    }
    return JSON.parse(text) as unknown;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw unavailable("The issuer cannot be reached.", cause);
  }
}

/** For an issuer that does not do its part. */
export function unavailable(detail: string, cause?: unknown): AppError {
  return new AppError("SIGN_IN_UNAVAILABLE", {
    detail,
    hint: "Check OIDC_ISSUER and whether this server reaches it; API keys still work.",
    cause: cause === undefined ? undefined : toAppError(cause),
  });
}

function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}
