import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startServer, type RunningServer } from "../../../api/http/serve.ts";
import { buildApp } from "../../support/build-app.ts";
import { hasNoBrowser, leftOut, openBrowser, openWindow } from "../../support/open-browser.ts";

type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>> };

describe("GET /docs", () => {
  it("tells of every operation of the document, each with an example that can be run", async () => {
    const app = buildApp();
    const { paths } = (await (await app.request("/openapi.json")).json()) as Document;
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const response = await app.request("/docs");
    const page = await response.text();
    const told = [...page.matchAll(/<h2 id="[^"]+"><code>([^<]+)<\/code>/g)].map((match) => match[1]);
    expect(new Set(told)).toEqual(new Set(operations));
    expect(told).toHaveLength(operations.length);
    const examples = [...page.matchAll(/<pre><code>(curl [^<]+)<\/code>/g)].map((match) => match[1] ?? "");
    expect(examples).toHaveLength(operations.length);
    expect(examples.filter((example) => /[{}]/.test(example.split(" -d ")[0] ?? ""))).toEqual([]);
    expect(page).toContain("curl -s -X POST &quot;$api/v1/ask&quot;");
  });

  it("runs nothing and loads nothing", async () => {
    const response = await buildApp().request("/docs");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    expect(policy).not.toContain("unsafe");
    expect(await response.text()).not.toMatch(/<script|<link|<img| style=| on\w+=/i);
  });
});

describe.skipIf(hasNoBrowser)(`the reference in a browser${leftOut}`, () => {
  let browser: Browser;
  let server: RunningServer;
  beforeAll(async () => {
    browser = await openBrowser();
    const { signal } = new AbortController();
    const options = { host: "127.0.0.1", port: 0, signal, graceMs: 0, stopTurns: () => {} };
    server = await startServer({ ...options, app: buildApp() });
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it("is shown with its style, whose hash the policy has, and leads to each operation", async () => {
    const { page, faults } = await openWindow(browser);
    await page.goto(`${server.url}/docs`);
    // Its own style sheet, not the browser's serifs.
    expect(await page.evaluate("getComputedStyle(document.body).fontFamily")).toContain("sans-serif");
    await page.click('nav a[href="#post-v1-ask"]');
    expect(new URL(page.url()).hash).toBe("#post-v1-ask");
    expect(await page.locator("#post-v1-ask").isVisible()).toBe(true);
    expect(faults).toEqual([]);
  });
});
