import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The server of the benchmarks in a process of its own, over a data directory. */
export type BenchServer = { readonly url: string; readonly pid: number; readonly stop: () => Promise<void> };

/** Starts `bench-server.ts`; `nodeOptions` are those of its process, as --cpu-prof. */
export function startBenchServer(directory: string, nodeOptions: readonly string[] = []): Promise<BenchServer> {
  const script = fileURLToPath(new URL("bench-server.ts", import.meta.url));
  const child = spawn(process.execPath, [...nodeOptions, "--import", "tsx", script], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, RECKONER_DATA_DIR: directory },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  return new Promise((resolve, reject) => {
    let said = "";
    child.once("exit", () => reject(new Error("the server ended before it listened")));
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const url = /listens on (\S+)/.exec(said)?.[1];
      if (url) resolve({ url, pid: child.pid ?? 0, stop });
    });
  });
}
