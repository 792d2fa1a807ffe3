import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { serveStatic } from "@hono/node-server/serve-static";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, Handler } from "hono";
import { accepts } from "hono/accepts";

import { AppError } from "#core";

/** Where the page is built to. */
export const pageFolder = fileURLToPath(new URL("../../web/dist", import.meta.url));

/** What the page may do: run its own scripts and styles and talk to this server, nothing else. */
export const pagePolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  fontSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/** The addresses that the page has views for; each gets the same document. */
const views = [
  "/",
  "/threads/*",
  "/answers/*",
  "/shared/*",
  "/boards/*",
  "/customers/*",
  "/models/*",
  "/runs",
  "/review",
];
const yearSeconds = 31_536_000;

/** Serves the page: its files, whose names change with their content, and its document for every view. */
export function addPage(app: OpenAPIHono, folder: string): void {
  app.use("/assets/*", async (context, next) => {
    await next();
    if (context.res.ok) context.header("Cache-Control", `public, max-age=${yearSeconds}, immutable`);
  });
  app.use("/assets/*", serveStatic({ root: folder, precompressed: true }));
  app.get("/icon.svg", serveStatic({ path: path.join(folder, "icon.svg") }));
  const sendDocument = (status: 200 | 404): Handler => {
    return async (context, next) => {
      if (!wantsPage(context)) return next();
      context.header("Cache-Control", "no-cache");
      return context.html(await readDocument(folder), status);
    };
  };
  for (const view of views) app.get(view, sendDocument(200));
  // An address that names nothing: the page says so to a person, problem details to a program.
  app.get("*", (context, next) => (isOfData(context.req.path) ? next() : sendDocument(404)(context, next)));
}

function wantsPage(context: Context): boolean {
  const supports = ["text/html", "application/json"];
  return accepts(context, { header: "Accept", supports, default: "application/json" }) === "text/html";
}

/** Addresses of the API and of files, whose absence is no matter of the page. */
function isOfData(path: string): boolean {
  return /^\/(?:v1|assets)\/|\.\w+$/.test(path);
}

async function readDocument(folder: string): Promise<string> {
  try {
    return await readFile(path.join(folder, "index.html"), "utf8");
  } catch (cause) {
    throw new AppError("NOT_FOUND", {
      detail: "The page has not been built.",
      hint: "Run `npm run page`, or start with `npm start`, which does it first.",
      cause,
    });
  }
}
