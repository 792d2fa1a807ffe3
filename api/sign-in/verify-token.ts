import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";

import { AppError, type Clock, type OidcConfig } from "#core";

import { unavailable, type DiscoverIssuer } from "./discover-issuer.ts";

/** Times of the issuer's key set: how long it is used, how soon an unknown key may fetch it again, how long that may take. */
const keysKeptMs = 600_000;
const keysPauseMs = 10_000;
const keysTimeoutMs = 5_000;

/** For whom and when a token must have been made. */
export type Expected =
  /** An access token sent by a client, for one of our audiences. */
  | { readonly use: "access" }
  /** An ID token got by this server itself, for the sign-in with this nonce. */
  | { readonly use: "id"; readonly clientId: string; readonly nonce: string };

/**
 * Verifies a JSON Web Token of the issuer: signature by one of the allowed algorithms with one of the issuer's present
 * keys, issuer, audience, lifetime within the clock skew. Throws `SIGN_IN_REQUIRED`, and `SIGN_IN_UNAVAILABLE` where
 * the issuer's keys cannot be had.
 */
export type VerifyToken = (token: string, expected: Expected, signal?: AbortSignal) => Promise<JWTPayload>;

export function createVerifyToken(oidc: OidcConfig, discover: DiscoverIssuer, clock: Clock): VerifyToken {
  const keysOf = createKeySource(discover);
  return async (token, expected, signal) => {
    const keys = await keysOf(signal);
    const payload = await verified(token, keys, {
      issuer: oidc.issuer,
      algorithms: [...oidc.algorithms],
      clockTolerance: oidc.clockSkewSeconds,
      currentDate: clock.now(),
      requiredClaims: ["exp", "iat", "sub"],
    });
    checkIssuedAt(payload, oidc, clock);
    if (expected.use === "id") checkIdToken(payload, expected);
    else checkAccessToken(payload, oidc.audiences);
    return payload;
  };
}

/** The issuer's keys; a key that is not among those kept is looked for anew, so that a rotation needs no restart. */
function createKeySource(discover: DiscoverIssuer): (signal?: AbortSignal) => Promise<JWTVerifyGetKey> {
  const kept = new Map<string, JWTVerifyGetKey>();
  return async (signal) => {
    const { jwksUri } = await discover(signal);
    const found = kept.get(jwksUri);
    if (found) return found;
    const keys = createRemoteJWKSet(new URL(jwksUri), {
      cacheMaxAge: keysKeptMs,
      cooldownDuration: keysPauseMs,
      timeoutDuration: keysTimeoutMs,
    });
    kept.clear();
    kept.set(jwksUri, keys);
    return keys;
  };
}

async function verified(
  token: string,
  keys: JWTVerifyGetKey,
  options: Parameters<typeof jwtVerify>[2],
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw refused("The token has run out.", error);
    if (error instanceof errors.JWTClaimValidationFailed)
      throw refused(`The token's ${error.claim} does not fit.`, error);
    const isOfToken =
      error instanceof errors.JOSEError &&
      !(error instanceof errors.JWKSTimeout) &&
      !(error instanceof errors.JWKSInvalid) &&
      // What a fetch of the keys that failed is told as.
      error.code !== "ERR_JOSE_GENERIC";
    if (isOfToken) throw refused("The token is not one of the issuer's.", error);
    throw unavailable("The issuer's keys cannot be had.", error);
  }
}

/** jose holds `iat` to nothing but its form; a token from the future has been made by a clock that cannot be trusted. */
function checkIssuedAt({ iat }: JWTPayload, { clockSkewSeconds }: OidcConfig, clock: Clock): void {
  if ((iat ?? 0) > clock.now().getTime() / 1_000 + clockSkewSeconds) throw refused("The token's iat does not fit.");
}

/**
 * An access token names its audience (RFC 9068); Cognito's names the client that it was made for instead, and says
 * what it is for in `token_use`.
 */
function checkAccessToken(payload: JWTPayload, audiences: readonly string[]): void {
  const { token_use: use, client_id: client, aud } = payload;
  if (use !== undefined && use !== "access") throw refused("The token is no access token.");
  const named = aud === undefined ? (use === "access" ? [client] : []) : [aud].flat();
  if (!named.some((one) => typeof one === "string" && audiences.includes(one))) {
    throw refused("The token was made for another audience.");
  }
}

/** An ID token is for this client alone, and for the sign-in that it began (OpenID Connect Core 1.0, section 3.1.3.7). */
function checkIdToken(
  { token_use: use, aud, azp, nonce }: JWTPayload,
  { clientId, nonce: expected }: { readonly clientId: string; readonly nonce: string },
): void {
  const audiences = [aud].flat();
  const isForUs = audiences.includes(clientId) && (audiences.length === 1 || azp === clientId);
  if (!isForUs || (azp !== undefined && azp !== clientId)) throw refused("The token was made for another client.");
  if (use !== undefined && use !== "id") throw refused("The token is no ID token.");
  if (nonce !== expected) throw refused("The token belongs to another sign-in.");
}

function refused(detail: string, cause?: unknown): AppError {
  return new AppError("SIGN_IN_REQUIRED", { detail, hint: "Get a new token from the issuer and try again.", cause });
}
