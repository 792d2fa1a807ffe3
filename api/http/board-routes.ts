import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";

import type { BoardSummary } from "#store";

import type { AppDeps } from "./app-deps.ts";
import { answerResponse } from "./contract.ts";
import { emptyResponse, jsonResponse, toSend } from "./json-response.ts";
import { bodyErrors, problemResponses } from "./problem-responses.ts";
import { idParameter } from "./request-parts.ts";
import { renameRequest } from "./thread-contract.ts";

const summaryResponse = z
  .object({ id: z.string(), title: z.string(), answers: z.int(), updatedAt: z.string() })
  .meta({ id: "BoardSummary" }) satisfies z.ZodType<BoardSummary>;
const boardsResponse = z.object({ items: z.array(summaryResponse) }).meta({ id: "Boards" });
const boardResponse = z
  .object({
    id: z.string(),
    title: z.string(),
    updatedAt: z.string(),
    items: z.array(
      z.object({
        answer: answerResponse,
        isStale: z.boolean().meta({ description: "A newer run than the answer's is live." }),
      }),
    ),
  })
  .meta({ id: "Board" });
const refreshedResponse = z.object({ refreshed: z.int() }).meta({ id: "Refreshed" });

const errors = ["RIGHT_MISSING", "BOARD_NOT_FOUND", "STORE_UNAVAILABLE"] as const;
const path = "/v1/boards/{id}";
const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { "application/json": { schema } },
});
const titleBody = body(renameRequest);

const listRoute = createRoute({
  method: "get",
  path: "/v1/boards",
  summary: "List your boards",
  responses: { ...jsonResponse(boardsResponse, "All of them."), ...problemResponses("RIGHT_MISSING") },
});
const createBoardRoute = createRoute({
  method: "post",
  path: "/v1/boards",
  summary: "Make a board",
  request: { body: titleBody },
  responses: { ...jsonResponse(summaryResponse, "The board."), ...problemResponses("RIGHT_MISSING", ...bodyErrors) },
});
const showRoute = createRoute({
  method: "get",
  path,
  summary: "Show a board with its answers",
  request: { params: idParameter },
  responses: { ...jsonResponse(boardResponse, "The board."), ...problemResponses(...errors) },
});
const renameRoute = createRoute({
  method: "patch",
  path,
  summary: "Rename a board",
  request: { params: idParameter, body: titleBody },
  responses: { ...emptyResponse("It has its new title."), ...problemResponses(...errors, ...bodyErrors) },
});
const deleteRoute = createRoute({
  method: "delete",
  path,
  summary: "Delete a board",
  description: "The answers stay in their conversations.",
  request: { params: idParameter },
  responses: { ...emptyResponse("It is gone."), ...problemResponses(...errors) },
});
const addRoute = createRoute({
  method: "post",
  path: `${path}/answers`,
  summary: "Put an answer on a board",
  request: { params: idParameter, body: body(z.strictObject({ answerId: z.string().min(1).max(64) })) },
  responses: { ...emptyResponse("It is there."), ...problemResponses("ANSWER_NOT_FOUND", ...errors, ...bodyErrors) },
});
const takeOffRoute = createRoute({
  method: "delete",
  path: `${path}/answers/{answerId}`,
  summary: "Take an answer off a board",
  request: {
    params: idParameter.extend({
      answerId: z
        .string()
        .min(1)
        .max(64)
        .meta({ param: { name: "answerId", in: "path" } }),
    }),
  },
  responses: { ...emptyResponse("It is off."), ...problemResponses(...errors) },
});
const refreshRoute = createRoute({
  method: "post",
  path: `${path}/refresh`,
  summary: "Ask again what an older run answered",
  request: { params: idParameter },
  responses: { ...jsonResponse(refreshedResponse, "How many were asked again."), ...problemResponses(...errors) },
});

/** Boards of saved answers, the principal's own. */
export function addBoardRoutes(app: OpenAPIHono, { principalOf, operations }: AppDeps): void {
  app.openapi(listRoute, async (context) => {
    const { raw } = context.req;
    const items = await operations.boards.list(await principalOf(raw), raw.signal);
    return context.json(toSend(boardsResponse, { items }), 200);
  });
  app.openapi(createBoardRoute, async (context) => {
    const { raw } = context.req;
    const { title } = context.req.valid("json");
    return context.json(await operations.boards.create(await principalOf(raw), title, raw.signal), 200);
  });
  app.openapi(showRoute, async (context) => {
    const { raw } = context.req;
    const board = await operations.boards.show(await principalOf(raw), context.req.valid("param").id, raw.signal);
    return context.json(toSend(boardResponse, board), 200);
  });
  app.openapi(renameRoute, async (context) => {
    const { raw } = context.req;
    const { title } = context.req.valid("json");
    await operations.boards.rename(await principalOf(raw), context.req.valid("param").id, title, raw.signal);
    return context.body(null, 204);
  });
  app.openapi(deleteRoute, async (context) => {
    const { raw } = context.req;
    await operations.boards.remove(await principalOf(raw), context.req.valid("param").id, raw.signal);
    return context.body(null, 204);
  });
  app.openapi(addRoute, async (context) => {
    const { raw } = context.req;
    const { answerId } = context.req.valid("json");
    await operations.boards.add(await principalOf(raw), context.req.valid("param").id, answerId, raw.signal);
    return context.body(null, 204);
  });
  app.openapi(takeOffRoute, async (context) => {
    const { raw } = context.req;
    const { id, answerId } = context.req.valid("param");
    await operations.boards.takeOff(await principalOf(raw), id, answerId, raw.signal);
    return context.body(null, 204);
  });
  app.openapi(refreshRoute, async (context) => {
    const { raw } = context.req;
    const refreshed = await operations.boards.refresh(
      await principalOf(raw),
      context.req.valid("param").id,
      raw.signal,
    );
    return context.json({ refreshed }, 200);
  });
}
