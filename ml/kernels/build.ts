import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { compileKernels, renderCompiled } from "./compile.ts";

// `npm run kernels`: compiles assembly/*.ts and writes compiled.ts, which is committed; a test holds the two together.
const target = fileURLToPath(new URL("./compiled.ts", import.meta.url));
const bytes = await compileKernels();
await writeFile(target, renderCompiled(bytes));
process.stdout.write(`${target}: ${bytes.length} bytes of WebAssembly\n`);
