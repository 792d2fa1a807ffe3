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

/** What is used of the compiler's interface (assemblyscript/asc). */
type Compiler = {
  readonly main: (
    options: readonly string[],
    host: {
      readonly readFile: (name: string, baseDirectory: string) => Promise<string | null>;
      readonly writeFile: (name: string, contents: string | Uint8Array) => void;
      readonly listFiles: () => readonly string[];
      readonly stderr: { readonly write: (chunk: string | Uint8Array) => void };
    },
  ) => Promise<{ readonly error: Error | null }>;
};

/**
 * A development dependency that only building and its test need. It is named by a variable because its declarations widen
 * the global types of every file (`at()` of an array would never be undefined).
 */
const compilerModule: string = "assemblyscript/asc";

/** The WebAssembly module that assembly/*.ts gives. Throws `INTERNAL` with the compiler's words when it gives none. */
export async function compileKernels(): Promise<Uint8Array> {
  // An untyped module: what of it is used, and how, stands in `Compiler`.
  const { default: compiler } = (await import(compilerModule)) as { readonly default: Compiler };
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
