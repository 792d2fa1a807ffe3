// The first lines of a query process, in plain JavaScript: the process registers tsx itself before it loads the
// TypeScript, so that it starts under whatever runner its parent has.
import { register } from "tsx/esm/api";

register();
await import("./query-process.ts");
