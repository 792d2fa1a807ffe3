import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { createSystemClock, loadConfig } from "#core";

import { ownPath } from "../../../api/sign-in/code-flow.ts";
import { createSignIn } from "../../../api/sign-in/create-sign-in.ts";
import { buildApp } from "../../support/build-app.ts";
import { startLocalIssuer, type LocalIssuer } from "../../support/local-issuer.ts";
import { openMemoryStore } from "../../support/open-memory-store.ts";

const home = "http://127.0.0.1:8787";
const client = { id: "page", secret: "s3:c/ret" };
let issuer: LocalIssuer;
let store: Awaited<ReturnType<typeof openMemoryStore>>;
beforeEach(async () => {
  issuer = await startLocalIssuer({ ...client, secret: encodeURIComponent(client.secret) });
  issuer.person = { sub: "ada", name: "Ada  L.", groups: ["marketing"] };
  store = await openMemoryStore();
});
afterEach(async () => {
  await store.close();
  await issuer.close();
});

function open(publicUrl = home) {
  const config = loadConfig(
    {
      RECKONER_SIGN_IN: "oidc",
      RECKONER_PUBLIC_URL: publicUrl,
      OIDC_ISSUER: issuer.url,
      OIDC_CLIENT_ID: client.id,
      OIDC_CLIENT_SECRET: client.secret,
      OIDC_ROLES: "analyst=marketing",
    },
    "/srv",
  );
  const signIn = createSignIn(config, { credentials: store, clock: createSystemClock() });
  const hosts = [new URL(publicUrl).hostname];
  return createBrowser(buildApp({ principalOf: signIn.principalOf, signIn, hosts }), publicUrl);
}

type Sent = Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> };

/** What a browser does with cookies and redirects, at one address. */
function createBrowser(app: ReturnType<typeof buildApp>, origin: string) {
  const cookies = new Map<string, string>();
  const go = async (path: string, init: Sent = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await app.request(`${origin}${path}`, { ...init, headers: { cookie, ...init.headers } });
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split("; ");
      const [name = "", value = ""] = pair.split(/=(.*)/s);
      if (attributes.includes("Max-Age=0")) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  /** From /sign-in over the issuer to the address that it sends back to. */
  const walk = async (returnTo: string) => {
    const begun = await go(`/sign-in?return_to=${encodeURIComponent(returnTo)}`);
    const away = await fetch(begun.headers.get("location") ?? "", { redirect: "manual" });
    const back = new URL(away.headers.get("location") ?? "");
    return { begun, back };
  };
  const session = async (init?: Sent) =>
    (await (await go("/v1/session", init)).json()) as { readonly person: { readonly id: string } | null };
  return { go, walk, cookies, session };
}

describe("the sign-in of a browser", () => {
  it("goes to the issuer and back to where it began, and then speaks for the person", async () => {
    const browser = open();
    expect(await browser.session()).toEqual({
      isSignInRequired: true,
      signInPath: "/sign-in",
      person: null,
      expiresAt: null,
    });
    const { begun, back } = await browser.walk("/threads/t1?x=1");
    const asked = new URL(begun.headers.get("location") ?? "").searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: "code",
      client_id: "page",
      redirect_uri: `${home}/sign-in/callback`,
      scope: "openid profile",
      code_challenge_method: "S256",
    });
    const done = await browser.go(back.pathname + back.search);
    expect([done.status, done.headers.get("location")]).toEqual([303, "/threads/t1?x=1"]);
    expect(done.headers.getSetCookie()).toEqual([
      "reckoner-sign-in=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
      expect.stringMatching(/^reckoner-session=[\w-]{43}; Path=\/; Max-Age=28800; HttpOnly; SameSite=Lax$/),
    ]);
    expect(await browser.session()).toMatchObject({
      person: { id: "user:ada", role: "analyst", name: "Ada L." },
      expiresAt: expect.any(String),
    });
  });

  it("over https sets cookies that no other host can set", async () => {
    const browser = open("https://reckoner.example.org");
    const { begun } = await browser.walk("/");
    expect(begun.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-reckoner-sign-in=[\w-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/),
    ]);
  });

  it("ends at sign-out, also for whoever kept the cookie", async () => {
    const browser = open();
    const { back } = await browser.walk("/");
    await browser.go(back.pathname + back.search);
    const kept = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const left = await browser.go("/v1/session", { method: "DELETE", headers: { origin: home } });
    const { next } = (await left.json()) as { readonly next: string };
    expect(next).toBe(`${issuer.url}/leave?client_id=page&post_logout_redirect_uri=${encodeURIComponent(`${home}/`)}`);
    expect(browser.cookies.size).toBe(0);
    expect((await browser.session({ headers: { cookie: kept } })).person).toBeNull();
  });
});

describe("a session", () => {
  it("speaks for nothing that another site's page sends, and for no change that does not say where it comes from", async () => {
    const browser = open();
    const { back } = await browser.walk("/");
    await browser.go(back.pathname + back.search);
    const ask = (headers: Readonly<Record<string, string>>) =>
      browser.go("/v1/ask", {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: '{"question":"Which?"}',
      });
    expect((await ask({ origin: home })).status).toBe(200);
    expect((await ask({})).status).toBe(401);
    expect((await ask({ origin: "https://evil.example.org" })).status).toBe(403);
    expect((await ask({ origin: "null" })).status).toBe(403);
    expect((await ask({ origin: home, authorization: "Bearer nonsense" })).status).toBe(401);
  });
});

describe("a sign-in that is not right", () => {
  it.each<[string, (back: URL) => void]>([
    ["another state", (back) => back.searchParams.set("state", "x".repeat(43))],
    ["a state of other characters", (back) => back.searchParams.set("state", "é".repeat(43))],
    ["no state", (back) => back.searchParams.delete("state")],
    ["no code", (back) => back.searchParams.delete("code")],
    ["another issuer", (back) => back.searchParams.set("iss", "https://other.example.org")],
  ])("with %s lets nobody in, and cannot be tried again", async (_what, change) => {
    const browser = open();
    const { back } = await browser.walk("/");
    const right = back.pathname + back.search;
    change(back);
    const refused = await browser.go(back.pathname + back.search);
    expect([refused.status, refused.headers.get("content-type")]).toEqual([401, "text/html; charset=UTF-8"]);
    expect((await browser.go(right)).status).toBe(401);
    expect(browser.cookies.size).toBe(0);
  });

  it("of another browser, code or nonce lets nobody in", async () => {
    const browser = open();
    const other = open();
    const { back } = await browser.walk("/");
    expect((await other.go(back.pathname + back.search)).status).toBe(401);
    const [{ back: first }] = [await other.walk("/")];
    first.searchParams.set("code", back.searchParams.get("code") ?? "");
    // The code was got for another challenge: the issuer refuses it.
    expect((await other.go(first.pathname + first.search)).status).toBe(503);
    issuer.person = { ...issuer.person, nonce: "another" };
    const { back: second } = await other.walk("/");
    expect((await other.go(second.pathname + second.search)).status).toBe(401);
  });

  it("of who has no role is told so as a page, with nothing of the query in it", async () => {
    issuer.person = { sub: "eve", groups: [] };
    const browser = open();
    const { back } = await browser.walk("/");
    const refused = await browser.go(`${back.pathname}${back.search}&x=<script>`);
    const page = await refused.text();
    expect([refused.status, page.includes("groups gives you a role"), page.includes("<script>")]).toEqual([
      403,
      true,
      false,
    ]);
  });
});

it.each([
  ["/threads/t1?q=a#b", "/threads/t1?q=a"],
  ["//evil.example.org", "/"],
  ["/\\evil.example.org", "/"],
  ["/.//evil.example.org", "/"],
  ["/\t/evil.example.org", "/"],
  ["https://evil.example.org", "/"],
  ["javascript:alert(1)", "/"],
  ["", "/"],
])("goes from %j to %j afterwards", (given, expected) => {
  expect(ownPath(given)).toBe(expected);
});
