// The second thread of bench/trees.ts: registers tsx, as Node 20 does not pass `--import` on to threads.
import { register } from "tsx/esm/api";

register();
await import("./trees-thread.ts");
