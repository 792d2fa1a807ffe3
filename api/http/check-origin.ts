import type { MiddlewareHandler } from "hono";

import { AppError } from "#core";

/** Tells that the process lives. */
const healthPath = "/healthz";

/** Names under which a server on this machine may be addressed. */
export const loopbackHosts = ["localhost", "127.0.0.1", "[::1]"] as const;

/**
 * Keeps web pages of other sites from driving a server that trusts everyone on its machine. A page that points its
 * own name at 127.0.0.1 (DNS rebinding) shows by the Host header; one that posts across sites shows by Origin.
 * `hosts` are names without port; `origins` those of other sites whose pages may come. Throws `ORIGIN_REFUSED`.
 */
export function checkOrigin(hosts: readonly string[], origins: readonly string[]): MiddlewareHandler {
  return async (context, next) => {
    const url = new URL(context.req.url);
    // Whoever watches the process knows it by its address only, and is told nothing.
    if (!hosts.includes(url.hostname) && url.pathname !== healthPath) {
      throw new AppError("ORIGIN_REFUSED", {
        detail: "The server is not known under the host name of this request.",
        hint: `Address it as ${hosts.join(", ")}.`,
      });
    }
    const origin = context.req.header("origin");
    if (origin !== undefined && hostOf(origin) !== url.host && !origins.includes(origin)) {
      throw new AppError("ORIGIN_REFUSED", {
        detail: "The request comes from a page of another site.",
        hint: "Call the API from the server's own pages or from a program.",
      });
    }
    await next();
  };
}

/** Name and port of an origin; null for one that is opaque ("null") or malformed. */
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
