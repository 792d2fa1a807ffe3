import type { Principal } from "#agent";
import { AppError, type Clock, type Config } from "#core";
import type { ApiKeyStore, SessionStore } from "#store";

import { localPrincipal } from "../local-principal.ts";
import { createCodeFlow, type CodeFlow } from "./code-flow.ts";
import { createSignInCookies, type SignInCookies } from "./cookies.ts";
import { createDiscoverIssuer } from "./discover-issuer.ts";
import { personOfClaims } from "./person-of-claims.ts";
import { createVerifyToken } from "./verify-token.ts";

/** What sign-in reads of the store. */
export type Credentials = { readonly apiKeys: Pick<ApiKeyStore, "find">; readonly sessions: SessionStore };

/** Where the issuer sends a browser back to. */
export const callbackPath = "/sign-in/callback";

/** Sign-in of a browser. */
export type BrowserSignIn = {
  /** Origin of this server's own pages. */
  readonly origin: string;
  readonly flow: CodeFlow;
  readonly cookies: SignInCookies;
  readonly sessions: SessionStore;
  readonly sessionMs: number;
};

/** How this server knows who asks. */
export type SignIn = {
  /** Whether a request must say who sends it. */
  readonly isRequired: boolean;
  /** Throws `SIGN_IN_REQUIRED`, `RIGHT_MISSING`, `SIGN_IN_UNAVAILABLE`. What a client claims without proof does not count. */
  readonly principalOf: (request: Request) => Promise<Principal>;
  /** Null where the page cannot sign anybody in. */
  readonly browser: BrowserSignIn | null;
};

/** Sign-in as the settings have it: an API key or the issuer's token as bearer, or the cookie of a session. */
export function createSignIn(
  config: Pick<Config, "signIn" | "server" | "role">,
  { credentials, clock }: { readonly credentials: Credentials; readonly clock: Clock },
): SignIn {
  const { signIn, server } = config;
  if (signIn.kind === "none") {
    const person = localPrincipal(config.role);
    return { isRequired: false, principalOf: async () => person, browser: null };
  }
  const byKey = (token: string, signal: AbortSignal) => personOfKey(credentials, token, signal);
  if (signIn.kind === "keys") {
    const principalOf = async (request: Request) => byKey(requireBearer(request), request.signal);
    return { isRequired: true, principalOf, browser: null };
  }
  const { oidc, sessionMs } = signIn;
  const discover = createDiscoverIssuer(oidc.issuer, clock);
  const verifyToken = createVerifyToken(oidc, discover, clock);
  const { client } = oidc;
  const browser: BrowserSignIn | null =
    client === null || server.publicUrl === null
      ? null
      : {
          origin: server.publicUrl,
          flow: createCodeFlow({
            oidc,
            client,
            callbackUrl: `${server.publicUrl}${callbackPath}`,
            homeUrl: `${server.publicUrl}/`,
            discover,
            verifyToken,
          }),
          cookies: createSignInCookies(server.publicUrl),
          sessions: credentials.sessions,
          sessionMs,
        };
  return {
    isRequired: true,
    browser,
    principalOf: async (request) => {
      const person = browser === null ? null : await personOfSession(browser, request);
      if (person !== null) return person;
      const token = requireBearer(request);
      if (isApiKey(token)) return byKey(token, request.signal);
      return personOfClaims(await verifyToken(token, { use: "access" }, request.signal), oidc).principal;
    },
  };
}

function isApiKey(token: string): boolean {
  return token.startsWith("rk_");
}

/** A request with a token is meant to count by the token; the cookie comes along unasked. */
async function personOfSession(browser: BrowserSignIn, request: Request): Promise<Principal | null> {
  if (request.headers.has("authorization")) return null;
  const session = await findSession(browser, request);
  return session === null ? null : { id: session.owner, role: session.role };
}

/** The session of the request's cookie; null where there is none, or the cookie may not speak for the request. */
export async function findSession({ cookies, sessions, origin }: BrowserSignIn, request: Request) {
  const token = isOfOwnPage(request, origin) ? cookies.read(request, "session") : null;
  return token === null ? null : sessions.find(token, request.signal);
}

/**
 * Whether a cookie may speak for the request: one that changes something must come from a page of this server, which
 * browsers say by Origin, and none may come from a page of another.
 */
export function isOfOwnPage(request: Request, ownOrigin: string): boolean {
  const origin = request.headers.get("origin");
  const isReading = request.method === "GET" || request.method === "HEAD";
  return origin === null ? isReading : origin === ownOrigin;
}

async function personOfKey({ apiKeys }: Credentials, token: string, signal: AbortSignal): Promise<Principal> {
  const key = isApiKey(token) ? await apiKeys.find(token, signal) : null;
  if (key !== null) return { id: key.id, role: key.role };
  throw new AppError("SIGN_IN_REQUIRED", {
    detail: "The API key is not one of ours, has run out or was revoked.",
    hint: "Ask whoever runs this server for a new key.",
  });
}

function requireBearer(request: Request): string {
  const token = /^Bearer ([\x21-\x7e]+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (token !== undefined) return token;
  throw new AppError("SIGN_IN_REQUIRED", {
    detail: "The request does not say who sends it.",
    hint: "Send Authorization: Bearer with an API key or a token of the issuer, or sign in with a browser at /sign-in.",
  });
}
