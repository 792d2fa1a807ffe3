import { spawn } from "node:child_process";
import { constants } from "node:os";

/** What a shell adds to the number of the signal that ended a process. */
const endedBySignal = 128;

/**
 * Runs a script of Node in a process of its own over this one's streams and environment, and gives its exit code as a
 * shell would. At an abort the process is asked to end, as it is anyway by a Ctrl-C at the terminal.
 */
export function runNode(args: readonly string[], signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { stdio: "inherit" });
    const stop = () => void child.kill("SIGTERM");
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    child.once("error", reject);
    child.once("exit", (code, endedBy) => {
      signal.removeEventListener("abort", stop);
      resolve(code ?? endedBySignal + (endedBy === null ? 0 : constants.signals[endedBy]));
    });
  });
}
