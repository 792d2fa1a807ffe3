import type { OpenAPIHono } from "@hono/zod-openapi";
import type { StatusCode } from "hono/utils/http-status";
import { createMcpHandler } from "@modelcontextprotocol/server";

import { createMcpServer } from "../mcp/create-mcp-server.ts";
import type { AppDeps } from "./app-deps.ts";

/** Where clients of the Model Context Protocol connect. */
export const mcpPath = "/mcp";

/** Where such a client learns who issues tokens for `mcpPath` (RFC 9728, section 3.1). */
const mcpMetadataPath = `/.well-known/oauth-protected-resource${mcpPath}`;

/**
 * `/mcp`: the Model Context Protocol over streamable HTTP, of the stateless revision 2026-07-28 and of those before.
 * Each request is served by itself, with the rights of who sends it; nothing is held between two.
 */
export function addMcpRoute(app: OpenAPIHono, deps: AppDeps): void {
  app.all(mcpPath, async (context) => {
    const { raw } = context.req;
    const principal = await deps.principalOf(raw);
    const handler = createMcpHandler(() => createMcpServer(deps, principal), {
      keepAliveMs: deps.heartbeatMs,
      // What the client did wrong is told to it; its words are not for the log.
      onerror: ({ name }) => deps.log.debug({ event: "mcp-refused", error: name }),
    });
    const { body, status, headers } = await handler.fetch(raw);
    // Made here, it has the headers of every response too: the request's id, and that it is for nobody's cache.
    return context.newResponse(body, status as StatusCode, Object.fromEntries(headers));
  });
}

/**
 * Tells a client that is not signed in where it can be: in the challenge of the refusal, and as metadata of the resource.
 * Nothing where tokens come from no issuer. To be called before whatever refuses.
 */
export function addMcpMetadata(app: OpenAPIHono, { tokenIssuer }: Pick<AppDeps, "tokenIssuer">): void {
  if (tokenIssuer === null) return;
  const { issuer, publicUrl } = tokenIssuer;
  app.use(mcpPath, async (context, next) => {
    await next();
    const challenge = context.res.headers.get("WWW-Authenticate");
    if (context.res.status !== 401 || challenge === null) return;
    context.res.headers.set("WWW-Authenticate", `${challenge}, resource_metadata="${publicUrl}${mcpMetadataPath}"`);
  });
  app.get(mcpMetadataPath, (context) =>
    context.json({
      resource: `${publicUrl}${mcpPath}`,
      resource_name: "Reckoner",
      authorization_servers: [issuer],
      bearer_methods_supported: ["header"],
    }),
  );
}
