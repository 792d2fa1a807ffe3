import { objects, type Json } from "./check-elements.ts";
import { channelOf, refuse, required, type Method } from "./method.ts";
import type { KeptFile, Workspace } from "./workspace.ts";

/** `files.getUploadURLExternal` and `completeUploadExternal`; between them the bytes go to `/upload/<id>`. */
export function fileMethods(baseUrl: () => string): Readonly<Record<string, Method>> {
  return {
    "files.getUploadURLExternal": (args, workspace) => {
      const name = required(args, "filename");
      if (!(Number(args.length) > 0)) refuse("invalid_arguments", "length");
      const id = workspace.nextId("F");
      workspace.uploads.set(id, {
        name,
        altText: typeof args.alt_txt === "string" ? args.alt_txt : null,
        bytes: null,
      });
      return { file_id: id, upload_url: `${baseUrl()}/upload/${id}` };
    },
    "files.completeUploadExternal": (args, workspace) => {
      const files = (objects(args.files) ?? refuse("invalid_arguments", "files")).map((one) => finish(one, workspace));
      if (args.channel_id !== undefined) {
        workspace.messages.push({
          channel: channelOf(args, workspace, "channel_id"),
          ts: workspace.nextTs(),
          threadTs: typeof args.thread_ts === "string" ? args.thread_ts : null,
          user: workspace.botUserId,
          text: typeof args.initial_comment === "string" ? args.initial_comment : "",
          blocks: [],
          shownTo: null,
          stream: null,
          files,
        });
      }
      return { files: files.map(({ id, name, title }) => ({ id, name, title })) };
    },
  };
}

function finish(one: Json, workspace: Workspace): KeptFile {
  const id = required(one, "id");
  const upload = workspace.uploads.get(id);
  if (!upload || upload.bytes === null) return refuse("file_not_found");
  const file: KeptFile = {
    id,
    name: upload.name,
    title: typeof one.title === "string" ? one.title : upload.name,
    altText: upload.altText,
    bytes: upload.bytes,
  };
  workspace.uploads.delete(id);
  workspace.files.set(id, file);
  return file;
}
