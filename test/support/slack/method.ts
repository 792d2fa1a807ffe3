import { checkBlocks, type Surface } from "./check-blocks.ts";
import type { Json } from "./check-elements.ts";
import type { Workspace } from "./workspace.ts";

/** A Web API method: answers with fields beside `ok`, or throws a `Refusal`. */
export type Method = (args: Json, workspace: Workspace) => Json;

/** Slack's `{ok: false}`: the code, and what it says beside it. */
export class Refusal extends Error {
  readonly code: string;
  constructor(code: string, detail = "") {
    super(detail);
    this.code = code;
  }
}

export function refuse(code: string, detail = ""): never {
  throw new Refusal(code, detail);
}

/** A required text. */
export function required(args: Json, name: string): string {
  const value = args[name];
  return typeof value === "string" && value !== "" ? value : refuse("invalid_arguments", `missing ${name}`);
}

/** A channel that there is and the app is in. */
export function channelOf(args: Json, workspace: Workspace, name = "channel"): string {
  const channel = required(args, name);
  return workspace.channels.has(channel) ? channel : refuse("channel_not_found");
}

/** Blocks as they are taken; none where none are given. */
export function blocksOf(args: Json, workspace: Workspace, surface: Surface = "message"): readonly Json[] {
  const { blocks } = args;
  if (blocks === undefined || blocks === null) return [];
  const refusal = checkBlocks(blocks, surface, {
    refusedTypes: workspace.refusedBlockTypes,
    knowsFile: (id) => workspace.files.has(id),
  });
  if (refusal !== null) refuse(refusal.error, refusal.detail);
  // Just checked.
  return blocks as readonly Json[];
}
