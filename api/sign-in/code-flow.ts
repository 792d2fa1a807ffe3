import { createHash, randomBytes } from "node:crypto";

import { z } from "zod";

import { AppError, type OidcConfig } from "#core";

import { fetchJson, unavailable, type DiscoverIssuer } from "./discover-issuer.ts";
import { isSameSecret } from "./is-same-secret.ts";
import { personOfClaims } from "./person-of-claims.ts";
import type { VerifyToken } from "./verify-token.ts";

/** What a sign-in that is under way must find again, in the browser that began it. */
export const pendingSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** Path of our own to go to afterwards. */
  returnTo: z.string(),
});
export type PendingSignIn = z.infer<typeof pendingSchema>;

/** The authorization code flow with PKCE (RFC 6749, section 4.1; RFC 7636) of this server with the issuer. */
export type CodeFlow = {
  /** Where the browser goes to sign in, and what is to be kept for its return. */
  readonly begin: (
    returnTo: string,
    signal: AbortSignal,
  ) => Promise<{ readonly address: string; readonly pending: PendingSignIn }>;
  /** Who came back with this query. Throws `SIGN_IN_REQUIRED`, `RIGHT_MISSING`, `SIGN_IN_UNAVAILABLE`. */
  readonly finish: (
    query: URLSearchParams,
    pending: PendingSignIn,
    signal: AbortSignal,
  ) => Promise<ReturnType<typeof personOfClaims>>;
  /** Where the browser goes to sign out at the issuer too; null where the issuer has no such place. */
  readonly leave: (signal: AbortSignal) => Promise<string | null>;
};

const tokenResponse = z.object({ id_token: z.string() });
const randomText = () => randomBytes(32).toString("base64url");

/** Null in `oidc.client` is for the caller to rule out. */
export function createCodeFlow(deps: {
  readonly oidc: OidcConfig;
  readonly client: NonNullable<OidcConfig["client"]>;
  /** Where the issuer sends the browser back to, and where after a sign-out. */
  readonly callbackUrl: string;
  readonly homeUrl: string;
  readonly discover: DiscoverIssuer;
  readonly verifyToken: VerifyToken;
}): CodeFlow {
  const { oidc, client, callbackUrl, homeUrl, discover, verifyToken } = deps;
  return {
    begin: async (returnTo, signal) => {
      const { authorizationEndpoint } = await discover(signal);
      if (authorizationEndpoint === null) throw unavailable("The issuer has no place for browsers to sign in.");
      const pending = { state: randomText(), nonce: randomText(), verifier: randomText(), returnTo: ownPath(returnTo) };
      const address = new URL(authorizationEndpoint);
      for (const [name, value] of Object.entries({
        response_type: "code",
        client_id: client.id,
        redirect_uri: callbackUrl,
        scope: client.scopes,
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: createHash("sha256").update(pending.verifier).digest("base64url"),
        code_challenge_method: "S256",
      })) {
        address.searchParams.set(name, value);
      }
      return { address: address.href, pending };
    },
    finish: async (query, pending, signal) => {
      if (!isSameSecret(query.get("state") ?? "", pending.state))
        throw refused("This is not the sign-in that was begun here.");
      const { tokenEndpoint } = await discover(signal);
      if (tokenEndpoint === null) throw unavailable("The issuer gives no tokens.");
      // Against a mix-up of issuers (RFC 9207).
      const issuer = query.get("iss");
      if (issuer !== null && issuer !== oidc.issuer) throw refused("Another issuer answered.");
      const code = query.get("code");
      if (code === null) throw refused("The issuer did not sign you in.");
      const tokens = tokenResponse.safeParse(
        await fetchJson(tokenEndpoint, tokenRequest(client, { code, callbackUrl, verifier: pending.verifier })),
      );
      if (!tokens.success) throw unavailable("The issuer gave no ID token.");
      const expected = { use: "id", clientId: client.id, nonce: pending.nonce } as const;
      return personOfClaims(await verifyToken(tokens.data.id_token, expected, signal), oidc);
    },
    leave: async (signal) => {
      const { endSessionEndpoint } = await discover(signal);
      if (endSessionEndpoint === null) return null;
      const address = new URL(endSessionEndpoint);
      address.searchParams.set("client_id", client.id);
      address.searchParams.set("post_logout_redirect_uri", homeUrl);
      return address.href;
    },
  };
}

function tokenRequest(
  client: NonNullable<OidcConfig["client"]>,
  sent: { readonly code: string; readonly callbackUrl: string; readonly verifier: string },
): RequestInit {
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    code: sent.code,
    redirect_uri: sent.callbackUrl,
    client_id: client.id,
    code_verifier: sent.verifier,
  });
  const headers: Record<string, string> = { accept: "application/json" };
  if (client.secret !== null) {
    // Form-encoded before they are joined (RFC 6749, section 2.3.1).
    const pair = [client.id, client.secret].map(encodeURIComponent).join(":");
    headers["authorization"] = `Basic ${Buffer.from(pair).toString("base64")}`;
  }
  return { method: "POST", headers, body };
}

/** The path where it leads nowhere but to this server's own pages; else the start page. */
export function ownPath(path: string): string {
  const here = "http://here.invalid";
  if (!/^\/(?![/\\])/.test(path) || !URL.canParse(path, here)) return "/";
  const url = new URL(path, here);
  return url.origin === here && !url.pathname.startsWith("//") ? `${url.pathname}${url.search}` : "/";
}

function refused(detail: string): AppError {
  return new AppError("SIGN_IN_REQUIRED", { detail, hint: "Begin again at /sign-in." });
}
