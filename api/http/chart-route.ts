import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import { accepts } from "hono/accepts";

import { AppError } from "#core";

import type { AppDeps } from "./app-deps.ts";
import { problemResponses } from "./problem-responses.ts";
import { idParameter } from "./request-parts.ts";

const svg = "image/svg+xml";
const png = "image/png";

const chartRoute = createRoute({
  method: "get",
  path: "/v1/answers/{id}/chart",
  summary: "Draw an answer's chart",
  description:
    "As SVG whose colours are the variables of the page's theme, or as PNG with its title, for where no page is around it: by `format`, else by what is accepted.",
  request: {
    params: idParameter,
    query: z.object({
      width: z.coerce
        .number()
        .int()
        .min(200)
        .max(2_000)
        .default(700)
        .meta({ description: "Of the picture, in pixels; a PNG has two for each." }),
      format: z.enum(["svg", "png"]).optional().meta({ description: "Left out: what `Accept` asks for." }),
      theme: z.enum(["light", "dark"]).default("light").meta({ description: "Of a PNG." }),
    }),
  },
  responses: {
    200: {
      description: "The picture.",
      content: { [svg]: { schema: z.string() }, [png]: { schema: z.string().meta({ format: "binary" }) } },
    },
    ...problemResponses("RIGHT_MISSING", "ANSWER_NOT_FOUND", "CHART_MISSING", "TURN_TIMEOUT", "STORE_UNAVAILABLE"),
  },
});

/** `GET /v1/answers/{id}/chart`: the chart of one of the principal's answers as a picture. */
export function addChartRoute(app: OpenAPIHono, { principalOf, operations, drawChart, drawPicture }: AppDeps): void {
  app.openapi(chartRoute, async (context) => {
    const { raw } = context.req;
    const { signal } = raw;
    const answer = await operations.answers.show(await principalOf(raw), context.req.valid("param").id, signal);
    const { width: widthPx, format, theme } = context.req.valid("query");
    const accepted = accepts(context, { header: "Accept", supports: [svg, png], default: svg });
    if (format === "png" || (format === undefined && accepted === png)) {
      const picture = (await drawPicture(answer, { theme, widthPx, signal })) ?? noChart();
      return context.body(new Uint8Array(picture.png), 200, { "Content-Type": png, Vary: "Accept" });
    }
    const picture = (await drawChart(answer, { widthPx, signal })) ?? noChart();
    return context.body(picture, 200, { "Content-Type": svg, Vary: "Accept" });
  });
}

function noChart(): never {
  throw new AppError("CHART_MISSING", { detail: "This answer has no chart.", hint: "Its rows are in its evidence." });
}
