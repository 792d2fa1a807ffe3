import { parentPort } from "node:worker_threads";

import type { DrawOrder, DrawReply } from "./create-draw-chart.ts";
import { drawChart, pageColours } from "./draw-chart.ts";

/** The thread that draws: an order comes in, a picture or a fault goes out. */
parentPort?.on("message", ({ id, answer, widthPx, colours }: DrawOrder) => {
  drawChart(answer, { widthPx, colours: colours ?? pageColours }).then(
    (svg) => parentPort?.postMessage({ id, svg } satisfies DrawReply),
    () => parentPort?.postMessage({ id, fault: "Its rows do not fit its kind." } satisfies DrawReply),
  );
});
