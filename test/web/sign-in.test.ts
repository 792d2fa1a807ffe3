import { createServer } from "node:net";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createSystemClock, loadConfig } from "#core";

import { createSignIn } from "../../api/sign-in/create-sign-in.ts";
import { buildOperations } from "../support/build-operations.ts";
import { buildOverview } from "../support/build-overview.ts";
import { startLocalIssuer, type LocalIssuer } from "../support/local-issuer.ts";
import { hasNoBrowser, leftOut, openBrowser, openWindow } from "../support/open-browser.ts";
import { openMemoryStore } from "../support/open-memory-store.ts";
import { servePage, type ServedPage } from "../support/serve-page.ts";

const client = { id: "page", secret: "secret" };

/** A port that was free a moment ago: the issuer must know the page's address before the page is served. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function serveSignedIn(issuer: LocalIssuer): Promise<ServedPage> {
  const port = await freePort();
  const config = loadConfig(
    {
      RECKONER_SIGN_IN: "oidc",
      RECKONER_PUBLIC_URL: `http://127.0.0.1:${port}`,
      OIDC_ISSUER: issuer.url,
      OIDC_CLIENT_ID: client.id,
      OIDC_CLIENT_SECRET: client.secret,
      OIDC_ROLES: "analyst=marketing",
    },
    "/srv",
  );
  const store = await openMemoryStore();
  const signIn = createSignIn(config, { credentials: store, clock: createSystemClock() });
  const operations = buildOperations(store);
  const results = { ...operations.results, overview: async () => buildOverview(["ask", "see-customers"]) };
  return servePage({ principalOf: signIn.principalOf, signIn, operations: { ...operations, results } }, port);
}

describe.skipIf(hasNoBrowser)(`the page where people sign in${leftOut}`, () => {
  let issuer: LocalIssuer;
  let served: ServedPage;
  let browser: Browser;

  beforeAll(async () => {
    issuer = await startLocalIssuer(client);
    issuer.person = { sub: "ada", name: "Ada L.", groups: ["marketing"] };
    [served, browser] = await Promise.all([serveSignedIn(issuer), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await issuer?.close();
  });

  it("sends to the issuer and back to where the reader was, answers, and signs out there, too", async () => {
    const { page, faults } = await openWindow(browser);
    await page.goto(`${served.url}/runs`);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.waitForURL(`${served.url}/runs`);
    await page.getByText("No run is kept here.").waitFor();
    await page.getByRole("link", { name: "New question" }).click();
    await page.locator("#question").fill("Which plan scores higher?");
    await page.locator("#question").press("Enter");
    await page.locator(".turn .actions").waitFor();
    await page.getByRole("button", { name: "You, your role and the keys" }).click();
    await page.getByRole("dialog").getByText("Ada L.").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL(`${issuer.url}/leave?**`);
    await page.goto(served.url);
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("says why it cannot let somebody in whose group has no role", async () => {
    issuer.person = { sub: "eve", groups: ["strangers"] };
    const { page } = await openWindow(browser);
    await page.goto(served.url);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.waitForURL("**/sign-in/callback?**");
    expect(await page.locator("body").innerText()).toMatch(/role/i);
    await page.context().close();
  });
});
