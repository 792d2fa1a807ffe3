import { parentPort } from "node:worker_threads";

import { pageColours, pictureColours } from "./chart-colours.ts";
import type { DrawOrder, DrawReply, Drawing } from "./create-draw-chart.ts";
import { drawChart } from "./draw-chart.ts";
import { svgToPng } from "./svg-to-png.ts";

/** The thread that draws: an order comes in, a picture or a fault goes out. */
parentPort?.on("message", ({ id, ...order }: DrawOrder) => {
  draw(order).then(
    (drawing) => parentPort?.postMessage({ id, drawing } satisfies DrawReply),
    () => parentPort?.postMessage({ id, fault: "Its rows do not fit its kind." } satisfies DrawReply),
  );
});

async function draw({ answer, widthPx, theme }: Omit<DrawOrder, "id">): Promise<Drawing | null> {
  const colours = theme === null ? pageColours : pictureColours[theme];
  const svg = await drawChart(answer, { widthPx, colours, hasTitle: theme !== null });
  if (svg === null) return null;
  return theme === null ? { kind: "svg", svg } : { kind: "png", ...svgToPng(svg) };
}
