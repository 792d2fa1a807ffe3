import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Bytes after garbage was collected (with --expose-gc), and milliseconds that the event loop stood still. */
export type ServerFigures = {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
};

/** The server of the benchmarks in a process of its own, over a data directory. */
export type BenchServer = {
  readonly url: string;
  readonly pid: number;
  readonly figures: () => Promise<ServerFigures>;
  readonly stop: () => Promise<void>;
};

/** Starts `bench-server.ts`; `nodeOptions` are those of its process, as --cpu-prof. */
export function startBenchServer(directory: string, nodeOptions: readonly string[] = []): Promise<BenchServer> {
  const script = fileURLToPath(new URL("bench-server.ts", import.meta.url));
  const child = spawn(process.execPath, [...nodeOptions, "--import", "tsx", script], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, RECKONER_DATA_DIR: directory },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const waiting: ((figures: ServerFigures) => void)[] = [];
  const figures = () =>
    new Promise<ServerFigures>((resolve) => {
      waiting.push(resolve);
      child.kill("SIGUSR2");
    });
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  return new Promise((resolve, reject) => {
    let said = "";
    child.once("exit", () => reject(new Error("the server ended before it listened")));
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      for (let at = said.indexOf("\n"); at >= 0; at = said.indexOf("\n")) {
        const line = said.slice(0, at);
        said = said.slice(at + 1);
        const url = /^listens on (\S+)/.exec(line)?.[1];
        if (url) resolve({ url, pid: child.pid ?? 0, figures, stop });
        // Our own child wrote it.
        if (line.startsWith("figures ")) waiting.shift()?.(JSON.parse(line.slice(8)) as ServerFigures);
      }
    });
  });
}
