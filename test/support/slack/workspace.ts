import type { Json } from "./check-elements.ts";

/** A message as Slack keeps it, with every update applied. */
export type KeptMessage = {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly user: string;
  text: string;
  blocks: readonly Json[];
  /** Who alone sees it; null for everyone in the channel. */
  readonly shownTo: string | null;
  /** A stream that goes on; an ended one is a message like any other. */
  stream: { isOpen: boolean; readonly tasks: Map<string, Json>; planTitle: string | null } | null;
  readonly files: readonly KeptFile[];
};

export type KeptFile = {
  readonly id: string;
  readonly name: string;
  title: string;
  readonly altText: string | null;
  readonly bytes: Uint8Array;
};

export type WorkspaceUser = {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly isBot: boolean;
};

/** What a workspace holds: people, channels, messages, files, views. Slack's own ids begin as they do there. */
export type Workspace = {
  readonly teamId: string;
  readonly appId: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly users: Map<string, WorkspaceUser>;
  readonly channels: Set<string>;
  readonly messages: KeptMessage[];
  readonly files: Map<string, KeptFile>;
  /** Uploads that are not finished, by file id. */
  readonly uploads: Map<string, { readonly name: string; readonly altText: string | null; bytes: Uint8Array | null }>;
  /** The Home tab of each person. */
  readonly homes: Map<string, Json>;
  readonly openedViews: Json[];
  readonly usedTriggers: Set<string>;
  /** Status of each agent session, by channel and thread. */
  readonly sessions: Map<string, string>;
  /** Block types that this workspace refuses. */
  readonly refusedBlockTypes: Set<string>;
  /** A timestamp that no message has yet. */
  readonly nextTs: () => string;
  readonly nextId: (prefix: string) => string;
};

/** The first second of the workspace's timestamps. */
const firstSecond = 1_790_000_000;

export function createWorkspace(): Workspace {
  let count = 0;
  const bot: WorkspaceUser = { id: "UBOT", name: "reckoner", email: null, isBot: true };
  return {
    teamId: "T1",
    appId: "A1",
    botUserId: bot.id,
    botId: "B1",
    users: new Map([[bot.id, bot]]),
    channels: new Set(["C1"]),
    messages: [],
    files: new Map(),
    uploads: new Map(),
    homes: new Map(),
    openedViews: [],
    usedTriggers: new Set(),
    sessions: new Map(),
    refusedBlockTypes: new Set(),
    nextTs: () => `${firstSecond + ++count}.000100`,
    nextId: (prefix) => `${prefix}${String(++count).padStart(4, "0")}`,
  };
}

/** The channel of a person's direct messages with the app. */
export function directChannelOf(user: string): string {
  return `D${user}`;
}

export function isDirect(channel: string): boolean {
  return channel.startsWith("D");
}

export function findMessage({ messages }: Workspace, channel: string, ts: unknown): KeptMessage | undefined {
  return messages.find((message) => message.channel === channel && message.ts === ts);
}
