import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

import type { Plugin } from "vite";

const compressible = /\.(?:js|css|svg)$/;

/** Writes each script and style packed by brotli and by gzip beside itself; the server sends what the browser takes. */
export function precompress(): Plugin {
  return {
    name: "precompress",
    apply: "build",
    // Once the files lie in the folder: what is done to a script after it is bundled is packed, too.
    writeBundle: async ({ dir }, bundle) => {
      const files = Object.keys(bundle).filter((name) => compressible.test(name));
      await Promise.all(files.map((name) => pack(path.join(dir ?? "", name))));
    },
  };
}

async function pack(file: string): Promise<void> {
  const plain = await readFile(file);
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  await Promise.all([
    writeFile(`${file}.br`, await promisify(brotliCompress)(plain, best)),
    writeFile(`${file}.gz`, await promisify(gzip)(plain, { level: constants.Z_BEST_COMPRESSION })),
  ]);
}
