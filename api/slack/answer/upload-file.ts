import { z } from "zod";

import type { CallSlack } from "../call-slack.ts";

export type UploadedFile = {
  readonly name: string;
  readonly title: string;
  readonly content: string | Uint8Array;
  /** What a picture shows, for who does not see it. */
  readonly altText?: string;
};

const place = z.object({ upload_url: z.url(), file_id: z.string() });
const uploadTimeoutMs = 30_000;

/** Puts a file into a thread, in Slack's three steps; whether Slack took it. */
export async function uploadFile(
  call: CallSlack,
  where: { readonly channel: string; readonly threadTs?: string },
  { name, title, content, altText }: UploadedFile,
): Promise<boolean> {
  const bytes = Buffer.from(content);
  const asked = await call("files.getUploadURLExternal", {
    filename: name,
    length: bytes.length,
    ...(altText !== undefined && { alt_txt: altText }),
  });
  const given = asked.ok ? place.safeParse(asked.value).data : undefined;
  if (!given || !(await sendBytes(given.upload_url, bytes))) return false;
  const done = await call("files.completeUploadExternal", {
    files: [{ id: given.file_id, title }],
    channel_id: where.channel,
    ...(where.threadTs !== undefined && { thread_ts: where.threadTs }),
  });
  return done.ok;
}

/** The address is for this file alone: no token goes with it. */
async function sendBytes(url: string, bytes: Buffer<ArrayBuffer>): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(uploadTimeoutMs);
    const response = await fetch(url, { method: "POST", body: bytes, redirect: "error", signal });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
