import { defineConfig } from "vite";

import { precompress } from "./precompress.ts";

/** The page: built into web/dist, which the API serves. Everything it needs is in it; nothing comes from elsewhere. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [precompress()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    // A font inlined as data: would need a weaker content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    // Packing files takes its time, and should.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: { proxy: { "/v1": "http://127.0.0.1:8787", "/readyz": "http://127.0.0.1:8787" } },
});
