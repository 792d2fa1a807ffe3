// A thread that assists in the training memory it is given, and tells how many pieces of work it did.
import { parentPort, workerData } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
const { assistTraining } = await import("../../ml/index.ts");
parentPort.postMessage("ready");
parentPort.postMessage(assistTraining(workerData));
