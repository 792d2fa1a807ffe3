import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

import { describe, expect, it } from "vitest";

import { buildApp } from "../support/build-app.ts";
import { buildPage } from "../support/build-page.ts";

/** Bytes of script, as they are sent, that the page may load before it can be used. */
const mostScriptBytes = 60 * 1024;

describe("the first load", () => {
  it("stays within its budget, packed as the browser takes it", async () => {
    const folder = await buildPage();
    const app = buildApp({ pageFolder: folder });
    const page = await (await app.request("/", { headers: { accept: "text/html" } })).text();
    const scripts = [...page.matchAll(/<script[^>]+src="([^"]+)"/g)].map(([, src = ""]) => src);
    expect(scripts).toHaveLength(1);
    for (const encoding of ["br", "gzip"]) {
      const sent = await app.request(scripts[0] ?? "", { headers: { "accept-encoding": encoding } });
      expect(sent.headers.get("content-encoding")).toBe(encoding);
      expect((await sent.arrayBuffer()).byteLength).toBeLessThan(mostScriptBytes);
    }
  });

  it("is packed from the very files that lie beside", async () => {
    const assets = path.join(await buildPage(), "assets");
    const files = (await readdir(assets)).filter((name) => /\.(?:js|css|svg)$/.test(name));
    expect(files.length).toBeGreaterThan(3);
    for (const name of files) {
      const plain = await readFile(path.join(assets, name));
      expect(brotliDecompressSync(await readFile(path.join(assets, `${name}.br`))).equals(plain)).toBe(true);
      expect(gunzipSync(await readFile(path.join(assets, `${name}.gz`))).equals(plain)).toBe(true);
    }
  });
});
