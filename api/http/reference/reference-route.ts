import { createHash } from "node:crypto";

import type { OpenAPIHono } from "@hono/zod-openapi";

import { referenceStyle, renderReference, type ApiDocument } from "./render-reference.ts";

/** Where people read what the API takes and gives. */
export const referencePath = "/docs";

/** The page runs no script and loads nothing; its one style sheet is known by its hash. */
export const referencePolicy = {
  defaultSrc: ["'none'"],
  styleSrc: [`'sha256-${createHash("sha256").update(referenceStyle).digest("base64")}'`],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

/** `GET /docs`: the reference, made of the same document as /openapi.json. To be called after all routes are there. */
export function addReference(app: OpenAPIHono, documentOf: () => ApiDocument): void {
  let page: string | null = null;
  app.get(referencePath, (context) => {
    page ??= renderReference(documentOf());
    return context.html(page, 200, { "Cache-Control": "no-cache" });
  });
}
