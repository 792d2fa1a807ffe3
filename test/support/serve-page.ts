import { createDrawChart } from "../../api/charts/create-draw-chart.ts";
import type { AppDeps } from "../../api/http/app-deps.ts";
import { startServer } from "../../api/http/serve.ts";
import { createRunningTurns } from "../../api/running-turns.ts";
import { buildApp } from "./build-app.ts";
import { buildPage } from "./build-page.ts";

/** The page and its API on a port of this machine. */
export type ServedPage = { readonly url: string; readonly close: () => Promise<void> };

/** Serves the built page over the API with `changes`, on `port` or a free one. */
export async function servePage(changes: Partial<AppDeps>, port = 0): Promise<ServedPage> {
  const charts = createDrawChart({ timeoutMs: 20_000, idleMs: 60_000 });
  const turns = createRunningTurns({ graceMs: 20_000, keptMs: 60_000 });
  const app = buildApp({
    pageFolder: await buildPage(),
    drawChart: charts.drawChart,
    drawPicture: charts.drawPicture,
    turns,
    limits: { questionChars: 4_000 },
    ...changes,
  });
  const stop = new AbortController();
  const stopTurns = () => void turns.close();
  const server = await startServer({ app, host: "127.0.0.1", port, signal: stop.signal, graceMs: 50, stopTurns });
  return {
    url: server.url,
    close: async () => {
      await server.close();
      await turns.close();
      await charts.close();
    },
  };
}
