import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";

import { isAppError, roles } from "#core";

import { findSession, isOfOwnPage } from "../sign-in/create-sign-in.ts";
import type { AppDeps } from "./app-deps.ts";
import { jsonResponse } from "./json-response.ts";
import { problemResponses } from "./problem-responses.ts";

const sessionResponse = z
  .object({
    isSignInRequired: z.boolean(),
    signInPath: z.string().nullable().meta({ description: "Where a browser goes to sign in; null where it cannot." }),
    person: z
      .object({ id: z.string(), role: z.enum(roles), name: z.string().nullable() })
      .nullable()
      .meta({ description: "Who sends this request; null where nobody is signed in." }),
    expiresAt: z.string().nullable().meta({ description: "When the browser must sign in again." }),
  })
  .meta({ id: "Session" });

const showRoute = createRoute({
  method: "get",
  path: "/v1/session",
  summary: "Who you are to this server",
  description: "Open to everyone: it says whether and where to sign in.",
  responses: { ...jsonResponse(sessionResponse, "Who you are."), ...problemResponses("STORE_UNAVAILABLE") },
});

const endRoute = createRoute({
  method: "delete",
  path: "/v1/session",
  summary: "Sign a browser out",
  description: "Ends the session of the request's cookie. Does nothing where there is none.",
  responses: {
    ...jsonResponse(
      z
        .object({
          next: z.string().nullable().meta({ description: "Where to sign out at the issuer too; null where nowhere." }),
        })
        .meta({ id: "SignedOut" }),
      "It is over.",
    ),
    ...problemResponses("STORE_UNAVAILABLE"),
  },
});

/** `GET` and `DELETE /v1/session`. */
export function addSessionRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const { isRequired, browser } = deps.signIn;
  app.openapi(showRoute, async (context) => {
    const { raw } = context.req;
    const principal = await personOrNobody(deps, raw);
    const hasToken = raw.headers.has("authorization");
    const session = browser === null || principal === null || hasToken ? null : await findSession(browser, raw);
    return context.json(
      {
        isSignInRequired: isRequired,
        signInPath: browser === null ? null : "/sign-in",
        person: principal === null ? null : { ...principal, name: session?.name ?? null },
        expiresAt: session?.expiresAt ?? null,
      },
      200,
    );
  });
  app.openapi(endRoute, async (context) => {
    const { raw } = context.req;
    const token = browser?.cookies.read(raw, "session") ?? null;
    if (browser === null || token === null || !isOfOwnPage(raw, browser.origin))
      return context.json({ next: null }, 200);
    await browser.sessions.end(token, raw.signal);
    context.header("Set-Cookie", browser.cookies.write("session", "", 0));
    // Signed out here even where the issuer cannot be reached.
    const next = await browser.flow.leave(raw.signal).catch(() => null);
    return context.json({ next }, 200);
  });
}

async function personOrNobody({ principalOf }: AppDeps, request: Request) {
  try {
    return await principalOf(request);
  } catch (error) {
    if (isAppError(error, "SIGN_IN_REQUIRED")) return null;
    throw error;
  }
}
