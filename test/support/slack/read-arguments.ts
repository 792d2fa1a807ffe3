import type { IncomingMessage } from "node:http";

import { isJson, type Json } from "./check-elements.ts";

/** Arguments that are objects or lists; in a form they are JSON. */
const structured = new Set([
  "blocks",
  "chunks",
  "attachments",
  "view",
  "prompts",
  "loading_messages",
  "files",
  "metadata",
]);

export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts);
}

/** The arguments of a call, sent as JSON or as a form, and its token. */
export async function readArguments(
  request: IncomingMessage,
): Promise<{ readonly args: Json; readonly token: string }> {
  const body = (await readBytes(request)).toString("utf8");
  const isForm = (request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  const args = isForm ? ofForm(new URLSearchParams(body)) : ofJson(body);
  const bearer = request.headers.authorization?.replace(/^Bearer /, "");
  const { token, ...rest } = args;
  return { args: rest, token: bearer ?? (typeof token === "string" ? token : "") };
}

function ofForm(form: URLSearchParams): Json {
  return Object.fromEntries(
    [...form].map(([name, value]) => {
      if (value === "true" || value === "false") return [name, value === "true"];
      return [name, structured.has(name) ? JSON.parse(value) : value];
    }),
  );
}

function ofJson(body: string): Json {
  const value: unknown = body === "" ? {} : JSON.parse(body);
  return isJson(value) ? value : {};
}

/** The bytes of an upload: the body as it is, or the one file of a form. */
export async function uploadedBytes(contentType: string, body: Buffer): Promise<Uint8Array> {
  if (!contentType.startsWith("multipart/form-data")) return body;
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": contentType } }).formData();
  for (const value of form.values()) {
    return typeof value === "string" ? Buffer.from(value) : new Uint8Array(await value.arrayBuffer());
  }
  return new Uint8Array();
}
