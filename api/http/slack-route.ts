import type { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";

import { AppError } from "#core";

import type { AppDeps } from "./app-deps.ts";

/** Where Slack sends events, interactions and commands, all of them signed. */
export const slackPath = "/slack/events";

/** An interaction carries the whole message that it came from, coded twice. */
const mostBytes = 3 * 1024 * 1024;

/** `/slack/events`, where there is a Slack app that takes events over HTTP. */
export function addSlackRoute(app: OpenAPIHono, { handleSlack }: Pick<AppDeps, "handleSlack">): void {
  if (!handleSlack) return;
  const limit = bodyLimit({
    maxSize: mostBytes,
    onError: () => {
      throw new AppError("REQUEST_TOO_LARGE", {
        detail: `The request's body is larger than ${mostBytes} bytes.`,
        hint: "Slack sends less.",
      });
    },
  });
  app.post(slackPath, limit, (context) => handleSlack(context.req.raw));
}
