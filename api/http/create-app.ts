import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";

import { AppError } from "#core";

import { createTokenBuckets } from "../limits/token-buckets.ts";
import { allowOrigins } from "./allow-origins.ts";
import { addAnswerRoute } from "./answer-route.ts";
import type { AppDeps } from "./app-deps.ts";
import { addAskRoute, askPath } from "./ask-route.ts";
import { authenticate, isOpen, oncePerRequest } from "./authenticate.ts";
import { addAuditRoutes } from "./audit-routes.ts";
import { addBoardRoutes } from "./board-routes.ts";
import { addChartRoute } from "./chart-route.ts";
import { checkContentType } from "./check-content-type.ts";
import { clientAddress } from "./client-address.ts";
import { checkOrigin } from "./check-origin.ts";
import { turnEventResponse } from "./contract.ts";
import { addCustomerRoutes } from "./customer-routes.ts";
import { addFeedbackRoutes } from "./feedback-routes.ts";
import { addHealthRoutes } from "./health-routes.ts";
import { limitRequests } from "./limit-requests.ts";
import { logRequests } from "./log-requests.ts";
import { addMcpMetadata, addMcpRoute, mcpPath } from "./mcp-route.ts";
import { addMetricsRoute, observeRequests } from "./metrics-route.ts";
import { addPage, pagePolicy } from "./page-routes.ts";
import { createErrorHandler } from "./problem.ts";
import { refuseOtherMethods } from "./refuse-other-methods.ts";
import { addReference, referencePath, referencePolicy } from "./reference/reference-route.ts";
import type { ApiDocument } from "./reference/render-reference.ts";
import { addReplayRoute } from "./replay-route.ts";
import { addResultsRoutes } from "./results-routes.ts";
import { addReviewRoutes } from "./review-routes.ts";
import { addSessionRoutes } from "./session-routes.ts";
import { addShareRoutes } from "./share-routes.ts";
import { addSlackRoute } from "./slack-route.ts";
import { addSignInRoutes } from "./sign-in-routes.ts";
import { addThreadListRoute } from "./thread-list-route.ts";
import { addThreadRoutes } from "./thread-routes.ts";
import { traceRequests } from "./trace-requests.ts";
import { addTurnRoutes } from "./turn-routes.ts";

/** Bytes of a request's body that are always taken; the limit grows with the longest question allowed. */
const leastBodyBytes = 64 * 1024;
/** Where something is done for a person. */
const apiPaths = ["/v1/*", mcpPath];
/** JSON can write one UTF-16 unit in six bytes. */
const bytesPerChar = 6;

/**
 * The HTTP channel: questions, answers, conversations, feedback, the rights of customers and the audit under `/v1`,
 * `/mcp` for other assistants, `/healthz`, `/readyz`, `/openapi.json`. Every error is problem details; who asks is what `principalOf` says.
 */
export function createApp(given: AppDeps): OpenAPIHono {
  const deps = { ...given, principalOf: oncePerRequest(given.principalOf) };
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error.issues);
    },
  });
  app.onError(createErrorHandler(deps.log));
  app.notFound(() => {
    throw new AppError("NOT_FOUND", {
      detail: "This server has nothing at this path.",
      hint: "GET /openapi.json lists what there is; questions go to POST /v1/ask.",
    });
  });
  app.use(requestId({ generator: () => deps.ids("request") }));
  if (deps.tracing) app.use(traceRequests(deps.tracing));
  app.use(logRequests(deps.log, deps.clock));
  app.use(observeRequests(deps.instruments, deps.clock));
  app.use(secure());
  for (const path of apiPaths) app.use(path, keepUncached);
  app.use(allowOrigins(deps.corsOrigins));
  app.use(checkOrigin(deps.hosts, deps.corsOrigins));
  addMcpMetadata(app, deps);
  // Known by its signature, over a body that nobody may have read before.
  addSlackRoute(app, deps);
  addLimits(app, deps);
  app.use(checkContentType());
  app.use(limitBody(Math.max(leastBodyBytes, deps.limits.questionChars * bytesPerChar + 1024)));

  addSessionRoutes(app, deps);
  addSignInRoutes(app, deps);
  addAskRoute(app, deps);
  addTurnRoutes(app, deps);
  addAnswerRoute(app, deps);
  addChartRoute(app, deps);
  addReplayRoute(app, deps);
  addShareRoutes(app, deps);
  addThreadListRoute(app, deps);
  addThreadRoutes(app, deps);
  addFeedbackRoutes(app, deps);
  addCustomerRoutes(app, deps);
  addBoardRoutes(app, deps);
  addResultsRoutes(app, deps);
  addReviewRoutes(app, deps);
  addAuditRoutes(app, deps);
  addMcpRoute(app, deps);
  addHealthRoutes(app, deps);
  addMetricsRoute(app, deps);
  addDocument(app);
  refuseOtherMethods(app);
  addPage(app, deps.pageFolder);
  return app;
}

/** Who sends too much is refused before it is asked who they are, and again once that is known. */
function addLimits(app: OpenAPIHono, { rates, trustedProxies, principalOf, clock }: AppDeps): void {
  const { requestsPerMinuteOfAddress: ofAddress, requestsPerMinuteOfPerson: ofPerson } = rates;
  if (ofAddress !== null) {
    const buckets = createTokenBuckets(ofAddress, clock);
    for (const path of [...apiPaths, "/sign-in/*"]) {
      app.use(
        path,
        limitRequests(buckets, (context) => clientAddress(context, trustedProxies)),
      );
    }
  }
  for (const path of apiPaths) app.use(path, authenticate(principalOf));
  if (ofPerson !== null) {
    const keyOf = async (context: Context) =>
      isOpen(context.req.path) ? null : (await principalOf(context.req.raw)).id;
    const limit = limitRequests(createTokenBuckets(ofPerson, clock), keyOf);
    for (const path of apiPaths) app.use(path, limit);
  }
}

/** Answers of the API may do nothing in a browser; the page may do what it needs. */
function secure(): MiddlewareHandler {
  const forData = secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } });
  const forPage = secureHeaders({ contentSecurityPolicy: pagePolicy });
  const forReference = secureHeaders({ contentSecurityPolicy: referencePolicy });
  return (context, next) => {
    const { path } = context.req;
    if (path === referencePath) return forReference(context, next);
    return (isOfPage(path) ? forPage : forData)(context, next);
  };
}

function isOfPage(path: string): boolean {
  return !/^\/(?:v1\/|mcp$|slack\/|\.well-known\/|openapi\.json$|healthz$|readyz$|metrics$)/.test(path);
}

/** What one person is told is for nobody's cache. */
const keepUncached: MiddlewareHandler = async (context, next) => {
  context.header("Cache-Control", "no-store");
  await next();
};

function addDocument(app: OpenAPIHono): void {
  app.openAPIRegistry.register("TurnEvent", turnEventResponse);
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    description: "An API key, or a token of the issuer that this server trusts. Not needed where nobody signs in.",
  });
  const description: Parameters<typeof app.getOpenAPI31Document>[0] = {
    openapi: "3.1.0",
    info: {
      title: "Reckoner",
      version: "1",
      description: "A conversational analyst over batch predictions whose every number is checked against a result.",
      license: { name: "MIT" },
    },
    // Where there is no sign-in, and in a browser by its session, no token is needed.
    security: [{ bearer: [] }, {}],
  };
  app.doc31("/openapi.json", description);
  // The reference reads a part of what the document's type says.
  addReference(app, () => app.getOpenAPI31Document(description) as ApiDocument);
}

/** A request to read has no body that anybody would look at. */
function limitBody(maxSize: number): MiddlewareHandler {
  const limit = bodyLimit({
    maxSize,
    onError: ({ req }) => {
      throw new AppError(req.path === askPath ? "QUESTION_TOO_LONG" : "REQUEST_TOO_LARGE", {
        detail: `The request's body is larger than ${maxSize} bytes.`,
        hint: "Send less at once; RECKONER_QUESTION_CHARS sets the limit.",
      });
    },
  });
  return (context, next) => (/^(GET|HEAD)$/.test(context.req.method) ? next() : limit(context, next));
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

function invalidRequest(issues: readonly Issue[]): AppError {
  return new AppError("REQUEST_INVALID", {
    detail: issues.map((issue) => `${issue.path.map(String).join(".") || "body"}: ${issue.message}`).join("; "),
    hint: "GET /openapi.json describes each request.",
  });
}
