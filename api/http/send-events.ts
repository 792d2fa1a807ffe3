import type { Context } from "hono";
import { streamSSE } from "hono/streaming";

import type { TurnEvent } from "#agent";
import { toAppError } from "#core";

/**
 * Sends a turn as server-sent events: the event's name is its type, its id counts on from `after` (left out: 0), its data is JSON.
 * A comment every `heartbeatMs` keeps proxies from closing a quiet connection. `onLeave` is called when the client
 * goes. Once the first byte is out an error can only be an event: whatever is thrown becomes a `turn-error`.
 */
export function sendEvents(
  context: Context,
  events: AsyncIterable<TurnEvent>,
  options: { readonly heartbeatMs: number; readonly onLeave: () => void; readonly after?: number },
): Response {
  // nginx would otherwise hold events back until its buffer is full.
  context.header("X-Accel-Buffering", "no");
  return streamSSE(context, async (stream) => {
    stream.onAbort(options.onLeave);
    const heartbeat = setInterval(() => void stream.write(": keep-alive\n\n"), options.heartbeatMs);
    let count = options.after ?? 0;
    const send = (event: TurnEvent) =>
      stream.writeSSE({ id: String(++count), event: event.type, data: JSON.stringify(event) });
    try {
      for await (const event of events) await send(event);
    } catch (thrown) {
      const { code, detail, hint } = toAppError(thrown);
      await send({ type: "turn-error", code, detail, hint });
    } finally {
      clearInterval(heartbeat);
    }
  });
}
