import { subscribe, unsubscribe } from "node:diagnostics_channel";

import type { Tracing } from "./tracing.ts";

/** Where Node's fetch tells of each request before it is sent; its form is undici's (docs/api/DiagnosticsChannel.md). */
const channel = "undici:request:create";

/** What undici lets be seen and added of a request. */
type FetchedRequest = { readonly origin: string; readonly addHeader: (name: string, value: string) => unknown };

/**
 * Gives the current span on, as `traceparent`, with requests of `fetch` to these origins and to nobody else: the person's
 * own engine and model. Returns what ends it.
 */
export function carryTraces(tracing: Tracing, origins: readonly string[]): () => void {
  const onRequest = (message: unknown) => {
    // The channel has no types.
    const { request } = message as { readonly request: FetchedRequest };
    const traceparent = origins.includes(request.origin) ? tracing.traceparent() : null;
    if (traceparent !== null) request.addHeader("traceparent", traceparent);
  };
  subscribe(channel, onRequest);
  return () => void unsubscribe(channel, onRequest);
}
