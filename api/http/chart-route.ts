import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";

import { AppError } from "#core";

import type { AppDeps } from "./app-deps.ts";
import { problemResponses } from "./problem-responses.ts";
import { idParameter } from "./request-parts.ts";

const svg = "image/svg+xml";

const chartRoute = createRoute({
  method: "get",
  path: "/v1/answers/{id}/chart",
  summary: "Draw an answer's chart",
  description: "As SVG whose colours are the variables of the page's theme.",
  request: {
    params: idParameter,
    query: z.object({
      width: z.coerce
        .number()
        .int()
        .min(200)
        .max(2_000)
        .default(700)
        .meta({ description: "Of the picture, in pixels." }),
    }),
  },
  responses: {
    200: { description: "The picture.", content: { [svg]: { schema: z.string() } } },
    ...problemResponses("RIGHT_MISSING", "ANSWER_NOT_FOUND", "CHART_MISSING", "TURN_TIMEOUT", "STORE_UNAVAILABLE"),
  },
});

/** `GET /v1/answers/{id}/chart`: the chart of one of the principal's answers as a picture. */
export function addChartRoute(app: OpenAPIHono, { principalOf, operations, drawChart }: AppDeps): void {
  app.openapi(chartRoute, async (context) => {
    const { raw } = context.req;
    const answer = await operations.answers.show(await principalOf(raw), context.req.valid("param").id, raw.signal);
    const picture = await drawChart(answer, { widthPx: context.req.valid("query").width, signal: raw.signal });
    if (picture === null) {
      throw new AppError("CHART_MISSING", {
        detail: "This answer has no chart.",
        hint: "Its rows are in its evidence.",
      });
    }
    return context.body(picture, 200, { "Content-Type": svg });
  });
}
