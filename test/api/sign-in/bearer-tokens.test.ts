import { generateKeyPair, SignJWT, type JWTPayload } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { loadConfig, type Clock } from "#core";

import { createSignIn, type SignIn } from "../../../api/sign-in/create-sign-in.ts";
import { buildApp } from "../../support/build-app.ts";
import { openMemoryStore } from "../../support/open-memory-store.ts";
import { startLocalIssuer, type LocalIssuer } from "../../support/local-issuer.ts";

const nowS = Math.floor(Date.now() / 1_000);
let issuer: LocalIssuer;
let store: Awaited<ReturnType<typeof openMemoryStore>>;
let elapsedMs: number;
const clock: Clock = { now: () => new Date(nowS * 1_000), monotonicMs: () => elapsedMs };
beforeEach(async () => {
  elapsedMs = 0;
  issuer = await startLocalIssuer({ id: "page", secret: null });
  store = await openMemoryStore();
});
afterEach(async () => {
  await store.close();
  await issuer.close();
});

function signIn(env: Readonly<Record<string, string>> = {}): SignIn {
  const config = loadConfig(
    {
      RECKONER_SIGN_IN: "oidc",
      OIDC_ISSUER: issuer.url,
      OIDC_AUDIENCE: "reckoner-api",
      OIDC_ROLES: "steward=data-protection;analyst=marketing",
      ...env,
    },
    "/srv",
  );
  return createSignIn(config, { credentials: store, clock });
}

const claims = (changes: JWTPayload = {}): JWTPayload => ({
  iss: issuer.url,
  aud: "reckoner-api",
  sub: "ada",
  iat: nowS - 10,
  exp: nowS + 300,
  groups: ["marketing"],
  ...changes,
});

/** What the API says to a request with this header: the person, or status, code and challenge. */
async function ask(one: SignIn, authorization: string | null): Promise<unknown> {
  const app = buildApp({ principalOf: one.principalOf, signIn: one });
  const headers: Record<string, string> = authorization === null ? {} : { authorization };
  const response = await app.request("/v1/session", { headers });
  const { person } = (await response.json()) as { readonly person?: unknown };
  if (person) return person;
  const refused = await app.request("/v1/boards", { headers });
  const problem = (await refused.json()) as { readonly code: string };
  return [refused.status, problem.code, refused.headers.get("www-authenticate")];
}
const bearer = async (one: SignIn, token: string | Promise<string>) => ask(one, `Bearer ${await token}`);
const invalid = [401, "SIGN_IN_REQUIRED", 'Bearer realm="reckoner", error="invalid_token"'];

describe("a bearer token", () => {
  it("says who asks and with which role; the first group of the settings counts", async () => {
    const one = signIn();
    expect(await bearer(one, issuer.sign(claims()))).toEqual({ id: "user:ada", role: "analyst", name: null });
    const both = claims({ groups: ["other", "marketing", "data-protection"] });
    expect(await bearer(one, issuer.sign(both))).toMatchObject({ role: "steward" });
    expect(await bearer(one, issuer.sign(claims({ aud: ["x", "reckoner-api"] })))).toMatchObject({ id: "user:ada" });
    expect(issuer.requests).toEqual(
      new Map([
        ["/.well-known/openid-configuration", 1],
        ["/keys", 1],
      ]),
    );
  });

  it("is needed, and the answer says so", async () => {
    const one = signIn();
    const missing = [401, "SIGN_IN_REQUIRED", 'Bearer realm="reckoner"'];
    expect(await ask(one, null)).toEqual(missing);
    for (const header of ["Basic YTpi", "Bearer", "Bearer ", "bearer a b"])
      expect(await ask(one, header)).toEqual(invalid);
    expect((await buildApp({ principalOf: one.principalOf, signIn: one }).request("/healthz")).status).toBe(200);
  });

  it.each<[string, JWTPayload]>([
    ["of another issuer", { iss: "https://other.example.org" }],
    ["for another audience", { aud: "other-api" }],
    ["for no audience", { aud: undefined }],
    ["that has run out", { exp: nowS - 31 }],
    ["without an end", { exp: undefined }],
    ["that is not valid yet", { nbf: nowS + 31 }],
    ["from the future", { iat: nowS + 31 }],
    ["without a subject", { sub: undefined }],
    ["with an empty subject", { sub: "" }],
    ["that is an ID token of Cognito", { token_use: "id" }],
    ["for another client in Cognito's form", { aud: undefined, token_use: "access", client_id: "other" }],
    ["with a client id alone", { aud: undefined, client_id: "reckoner-api" }],
  ])("%s lets nobody in", async (_what, changes) => {
    expect(await bearer(signIn(), issuer.sign(claims(changes)))).toEqual(invalid);
  });

  it("may be off by the clock skew, and no more", async () => {
    const token = claims({ exp: nowS - 29, iat: nowS + 29, nbf: nowS + 29 });
    expect(await bearer(signIn(), issuer.sign(token))).toMatchObject({ id: "user:ada" });
    expect(await bearer(signIn({ OIDC_CLOCK_SKEW_SECONDS: "0" }), issuer.sign(token))).toEqual(invalid);
  });

  it("without a signature, of another key, of another algorithm or changed lets nobody in", async () => {
    const one = signIn();
    const none = `${btoa('{"alg":"none"}').replaceAll("=", "")}.${btoa(JSON.stringify(claims())).replaceAll("=", "")}.`;
    const other = await generateKeyPair("ES256");
    const forged = new SignJWT(claims()).setProtectedHeader({ alg: "ES256", kid: "key-1" }).sign(other.privateKey);
    // The public key as the secret of an HMAC: the oldest of tricks.
    const hmac = new SignJWT(claims())
      .setProtectedHeader({ alg: "HS256", kid: "key-1" })
      .sign(new TextEncoder().encode("key-1"));
    const [head, body, signature] = (await issuer.sign(claims())).split(".");
    const more = btoa(JSON.stringify({ ...claims(), groups: ["data-protection"] })).replaceAll("=", "");
    for (const token of [none, await forged, await hmac, `${head}.${more}.${signature}`, `${head}.${body}.`, "a.b.c"]) {
      expect(await bearer(one, token)).toEqual(invalid);
    }
    expect(await bearer(signIn({ OIDC_ALGORITHMS: "RS256" }), issuer.sign(claims()))).toEqual(invalid);
  });

  it("of a new key of the issuer counts without a restart, one of the old key no more once the keys are new", async () => {
    const before = await issuer.sign(claims());
    const fresh = signIn();
    await issuer.rotate();
    expect(await bearer(fresh, issuer.sign(claims()))).toMatchObject({ id: "user:ada" });
    expect(await bearer(fresh, before)).toEqual(invalid);
  });

  it("of who is in no group is refused, or has the role for the rest", async () => {
    const token = await issuer.sign(claims({ groups: ["cleaning"] }));
    expect(await bearer(signIn(), token)).toEqual([403, "RIGHT_MISSING", null]);
    expect(await bearer(signIn({ OIDC_DEFAULT_ROLE: "viewer" }), token)).toMatchObject({ role: "viewer" });
  });

  it("in Cognito's form counts by client and groups", async () => {
    const one = signIn({ OIDC_ROLE_CLAIM: "cognito:groups" });
    const token = claims({
      aud: undefined,
      groups: undefined,
      token_use: "access",
      client_id: "reckoner-api",
      "cognito:groups": ["data-protection"],
    });
    expect(await bearer(one, issuer.sign(token))).toMatchObject({ id: "user:ada", role: "steward" });
  });

  it("may hold its groups further down, or as one text", async () => {
    const nested = signIn({ OIDC_ROLE_CLAIM: "realm_access.roles" });
    expect(await bearer(nested, issuer.sign(claims({ realm_access: { roles: ["marketing"] } })))).toMatchObject({
      role: "analyst",
    });
    expect(await bearer(signIn(), issuer.sign(claims({ groups: "marketing" })))).toMatchObject({ role: "analyst" });
    const inherited = signIn({ OIDC_ROLE_CLAIM: "constructor.name", OIDC_ROLES: "admin=Object" });
    expect(await bearer(inherited, issuer.sign(claims()))).toEqual([403, "RIGHT_MISSING", null]);
  });
});

describe("an issuer that fails", () => {
  it("is told as such, not as the token's fault", async () => {
    const one = signIn();
    issuer.description = { issuer: "https://other.example.org" };
    expect(await bearer(one, issuer.sign(claims()))).toEqual([503, "SIGN_IN_UNAVAILABLE", null]);
    issuer.description = { jwks_uri: "http://keys.example.org/" };
    expect(await bearer(one, issuer.sign(claims()))).toEqual([503, "SIGN_IN_UNAVAILABLE", null]);
    issuer.description = {};
    issuer.hasKeys = false;
    expect(await bearer(one, issuer.sign(claims()))).toEqual([503, "SIGN_IN_UNAVAILABLE", null]);
    issuer.hasKeys = true;
    expect(await bearer(one, issuer.sign(claims()))).toMatchObject({ id: "user:ada" });
  });

  it("does not stop those whose keys are known already", async () => {
    const one = signIn();
    expect(await bearer(one, issuer.sign(claims()))).toMatchObject({ id: "user:ada" });
    issuer.description = { issuer: "broken" };
    issuer.hasKeys = false;
    elapsedMs = 3_600_001;
    expect(await bearer(one, issuer.sign(claims()))).toMatchObject({ id: "user:ada" });
  });
});

describe("an API key", () => {
  it("lets a machine in beside the issuer's tokens and alone, until it is revoked", async () => {
    const { key, token } = await store.apiKeys.create(
      { name: "k", role: "viewer", expiresAt: null },
      { actor: "root" },
    );
    for (const one of [signIn(), signIn({ RECKONER_SIGN_IN: "keys" })]) {
      expect(await bearer(one, token)).toEqual({ id: key.id, role: "viewer", name: null });
      expect(await bearer(one, `${token}x`)).toEqual(invalid);
    }
    await store.apiKeys.revoke(key.id, { actor: "root" });
    expect(await bearer(signIn(), token)).toEqual(invalid);
    expect(await bearer(signIn({ RECKONER_SIGN_IN: "keys" }), issuer.sign(claims()))).toEqual(invalid);
  });
});
