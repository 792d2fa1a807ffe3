// The first lines of the thread that draws, in plain JavaScript: Node 20 does not let `--import tsx` work in a thread,
// so the thread registers tsx itself before it loads the TypeScript.
import { register } from "tsx/esm/api";

register();
await import("./chart-worker.ts");
