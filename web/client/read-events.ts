/** One server-sent event. */
export type ServerSentEvent = { readonly id: string | null; readonly data: string };

/** Reads a stream of server-sent events; comments and fields that the page does not use are left out. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      const blocks = rest.split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = parseBlock(block);
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

function parseBlock(block: string): ServerSentEvent | null {
  let id: string | null = null;
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const [, field, value] = /^(\w+):\s?(.*)$/.exec(line) ?? [];
    if (field === "id") id = value ?? "";
    if (field === "data") data.push(value ?? "");
  }
  return data.length > 0 ? { id, data: data.join("\n") } : null;
}
