import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { AppError } from "#core";

/**
 * How the kernels are compiled: one shared memory, made outside and as large as 32 bits address; no runtime, no
 * static data and no stack in it, so that several instances may work in the same memory.
 */
const compilerOptions = [
  "-O3",
  "--noAssert",
  "--runtime=stub",
  "--enable=simd,threads",
  "--importMemory",
  "--sharedMemory",
  "--initialMemory=1",
  "--maximumMemory=65536",
];

/** The WebAssembly module that assembly/*.ts gives. Throws `INTERNAL` with the compiler's words when it gives none. */
export async function compileKernels(): Promise<Uint8Array> {
  // Only building and its test need the compiler, a development dependency.
  const { default: compiler } = await import("assemblyscript/asc");
  const folder = fileURLToPath(new URL("./assembly", import.meta.url));
  let module: Uint8Array | undefined;
  let words = "";
  const { error } = await compiler.main(
    ["index.ts", "--baseDir", folder, "--outFile", "kernels.wasm", ...compilerOptions],
    {
      readFile: (name, baseDir) => readFile(`${baseDir}/${name}`, "utf8").catch(() => null),
      writeFile: (_, contents) => {
        if (typeof contents !== "string") module = contents;
      },
      listFiles: () => [],
      stderr: {
        write: (chunk) => {
          words += String(chunk);
        },
      },
    },
  );
  if (error || module === undefined) {
    throw new AppError("INTERNAL", {
      detail: `The kernels do not compile: ${words}`,
      hint: "Mend ml/kernels/assembly.",
      cause: error,
    });
  }
  return module;
}

/** The text of compiled.ts for a module. */
export function renderCompiled(module: Uint8Array): string {
  const lines =
    Buffer.from(module)
      .toString("base64")
      .match(/.{1,110}/g) ?? [];
  return [
    "/** The WebAssembly module of ml/kernels/assembly, base64. Written by `npm run kernels`; not to be edited. */",
    "export const compiledKernels = [",
    ...lines.map((line) => `  "${line}",`),
    '].join("");',
    "",
  ].join("\n");
}
