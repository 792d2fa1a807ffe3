import { describe, expect, it } from "vitest";

import type { DrawPicture } from "../../../api/charts/create-draw-chart.ts";
import { buildAnswer } from "../../support/build-answer.ts";
import { buildApp } from "../../support/build-app.ts";
import { buildOperations } from "../../support/build-operations.ts";
import { openMemoryStore } from "../../support/open-memory-store.ts";

const chart = {
  kind: "bar",
  title: "Mean score by plan",
  evidence: "e1",
  table: null,
  x: "plan",
  y: "mean_score",
  low: null,
  high: null,
} as const;

/** The route over pictures that say how they were asked for. */
async function buildRoute() {
  const store = await openMemoryStore();
  await store.answers.save(buildAnswer({ chart }), "local");
  await store.answers.save(buildAnswer({ id: "answer_2" }), "local");
  const asked: Parameters<DrawPicture>[1][] = [];
  const app = buildApp({
    operations: buildOperations(store),
    drawChart: async (answer, { widthPx }) => (answer.chart ? `<svg width="${widthPx}"/>` : null),
    drawPicture: async (answer, options) => {
      asked.push(options);
      return answer.chart ? { png: Buffer.from("a png"), widthPixels: 1, heightPixels: 1, altText: "words" } : null;
    },
  });
  const get = async (path: string, accept?: string) => {
    const response = await app.request(path, accept === undefined ? {} : { headers: { accept } });
    const type = response.headers.get("content-type") ?? "";
    return [response.status, type, type.includes("json") ? await response.json() : await response.text()];
  };
  return { get, asked };
}

describe("GET /v1/answers/{id}/chart", () => {
  const path = "/v1/answers/answer_1/chart";

  it("gives SVG for a page, and PNG to whom asks for that and nothing else, or names it", async () => {
    const { get, asked } = await buildRoute();
    const svg = [200, "image/svg+xml", '<svg width="700"/>'];
    const png = [200, "image/png", "a png"];
    expect(await get(path)).toEqual(svg);
    expect(await get(path, "image/svg+xml")).toEqual(svg);
    expect(await get(path, "image/avif,image/svg+xml,image/png;q=0.8,*/*;q=0.5")).toEqual(svg);
    expect(await get(path, "*/*")).toEqual(svg);
    expect(await get(path, "image/png")).toEqual(png);
    expect(await get(`${path}?format=png&theme=dark&width=400`, "image/svg+xml")).toEqual(png);
    expect(await get(`${path}?format=svg&width=334`, "image/png")).toEqual([
      200,
      "image/svg+xml",
      '<svg width="334"/>',
    ]);
    expect(asked.map(({ theme, widthPx }) => [theme, widthPx])).toEqual([
      ["light", 700],
      ["dark", 400],
    ]);
  });

  it("says that there is none, and takes no other format", async () => {
    const { get } = await buildRoute();
    for (const query of ["", "?format=png"]) {
      const [status, , body] = await get(`/v1/answers/answer_2/chart${query}`);
      expect([status, body]).toEqual([404, expect.objectContaining({ code: "CHART_MISSING" })]);
    }
    expect((await get(`${path}?format=gif`))[0]).toBe(422);
    expect((await get(`${path}?format=png&theme=pink`))[0]).toBe(422);
    expect((await get(`${path}?format=png&width=100000`))[0]).toBe(422);
  });
});
