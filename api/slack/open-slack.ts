import { setTimeout as timeout } from "node:timers/promises";

import type { Clock, Config, Logger } from "#core";

import type { DrawPicture } from "../charts/create-draw-chart.ts";
import type { Service } from "../service.ts";
import type { SlackApp } from "./create-slack-app.ts";

/** Pictures in Slack stand on a background of their own, whatever the reader's theme. */
const theme = "light";

/**
 * Starts the Slack app where there is one in the settings; its packages are loaded only then. `signal` lets it end as
 * the server does. Throws `CONFIG_INVALID` where Slack does not take a token.
 */
export async function openSlack(
  config: Config,
  deps: {
    readonly service: Service;
    readonly drawPicture: DrawPicture;
    readonly clock: Clock;
    readonly log: Logger;
    readonly signal: AbortSignal;
  },
): Promise<Pick<SlackApp, "handle" | "close"> | null> {
  const { slack, server } = config;
  if (slack === null) return null;
  const { service, drawPicture, clock, log, signal } = deps;
  const { createSlackApp } = await import("./create-slack-app.ts");
  const app = createSlackApp(
    { ...config, slack },
    {
      service,
      drawPicture: (answer, abort) => drawPicture(answer, { theme, signal: abort }),
      // Who waits has to look why it is over anyway.
      wait: (ms, abort) => timeout(ms, undefined, { signal: abort }).catch(() => {}),
      clock,
      log,
    },
  );
  // Answers end while the server's connections do, not after them.
  signal.addEventListener("abort", () => void app.close(server.shutdownGraceMs), { once: true });
  await app.start();
  return app;
}
