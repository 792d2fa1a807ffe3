// The first lines of a worker thread, in plain JavaScript: Node 20 does not let `--import tsx` work in a thread, so
// the thread registers tsx itself before it loads the TypeScript.
import { register } from "tsx/esm/api";

register();
await import("./worker.ts");
