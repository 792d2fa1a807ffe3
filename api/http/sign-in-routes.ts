import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { html } from "hono/html";

import { AppError, errorTable, toAppError } from "#core";

import { pendingSchema, type PendingSignIn } from "../sign-in/code-flow.ts";
import { callbackPath, type BrowserSignIn } from "../sign-in/create-sign-in.ts";
import type { AppDeps } from "./app-deps.ts";

/** A sign-in must be through within this time. */
const pendingSeconds = 600;
const msPerSecond = 1_000;

/**
 * The sign-in of a browser: `/sign-in` sends it to the issuer, the issuer sends it back to `/sign-in/callback`. These
 * are addresses for people, not of the API, so what goes wrong is told as a page.
 */
export function addSignInRoutes(app: OpenAPIHono, { signIn }: AppDeps): void {
  const { browser } = signIn;
  if (browser === null) return;
  app.get("/sign-in", (context) =>
    orPage(context, async () => {
      const { address, pending } = await browser.flow.begin(
        context.req.query("return_to") ?? "/",
        context.req.raw.signal,
      );
      context.header("Set-Cookie", browser.cookies.write("sign-in", writePending(pending), pendingSeconds));
      return context.redirect(address, 302);
    }),
  );
  app.get(callbackPath, (context) =>
    orPage(context, async () => {
      const { raw } = context.req;
      // What was begun ends here, whatever comes of it: a state counts once.
      context.header("Set-Cookie", browser.cookies.write("sign-in", "", 0));
      const pending = readPending(browser, raw);
      const { principal, name } = await browser.flow.finish(new URL(raw.url).searchParams, pending, raw.signal);
      const session = { owner: principal.id, role: principal.role, name, lastsMs: browser.sessionMs };
      const token = await browser.sessions.begin(session, raw.signal);
      const seconds = Math.floor(browser.sessionMs / msPerSecond);
      context.header("Set-Cookie", browser.cookies.write("session", token, seconds), { append: true });
      return context.redirect(pending.returnTo, 303);
    }),
  );
}

function writePending(pending: PendingSignIn): string {
  return Buffer.from(JSON.stringify(pending)).toString("base64url");
}

function readPending({ cookies }: BrowserSignIn, request: Request): PendingSignIn {
  const text = Buffer.from(cookies.read(request, "sign-in") ?? "", "base64url").toString();
  try {
    return pendingSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError("SIGN_IN_REQUIRED", {
      detail: "This browser has no sign-in under way, or it took too long.",
      hint: "Begin again at /sign-in.",
      cause,
    });
  }
}

async function orPage(context: Context, work: () => Promise<Response>): Promise<Response> {
  context.header("Cache-Control", "no-store");
  try {
    return await work();
  } catch (thrown) {
    const { code, detail, hint } = toAppError(thrown);
    const { title, status } = errorTable[code];
    context.status(status as 401 | 403 | 503);
    return context.html(
      html`<!doctype html>
        <html lang="en">
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width" />
          <title>${title}</title>
          <h1>${title}</h1>
          <p>${detail} ${hint}</p>
          <p><a href="/sign-in">Sign in again</a></p>
        </html>`,
    );
  }
}
