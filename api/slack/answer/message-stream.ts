import { cleanText } from "../../cli/clean-text.ts";
import { safeMarkdown } from "../render/index.ts";
import type { Block, Chunk, MessageOutcome, RollingMessage } from "./rolling-message.ts";

/** One step of the answer, as a card. */
export type StreamTask = {
  readonly id: string;
  readonly title: string;
  readonly status: "in_progress" | "complete" | "error";
};

/** A message that is written as the answer is made. Nothing of it throws. */
export type MessageStream = {
  readonly task: (task: StreamTask) => void;
  readonly text: (delta: string) => void;
  /** Takes back the text so far, messages and all: what was said does not hold. */
  readonly restart: () => void;
  /** Sends what waits, unless it is to be dropped, and ends the message with these blocks below. */
  readonly end: (blocks: readonly Block[], options?: { readonly isTextDropped?: boolean }) => Promise<MessageOutcome>;
  /** Removes all that was written. */
  readonly remove: () => Promise<void>;
  /** Times of what was written, in order. */
  readonly messages: () => readonly string[];
};

/** Slack takes about a hundred calls a minute of one app here. */
const batchMs = 700;
/** Before escaping, which makes four of one at most; Slack takes 12,000 in one chunk. */
const mostChunkChars = 2_500;

/** Gathers text and cards, and writes them at most every 700 ms, one call at a time; the first at once. */
export function createMessageStream(
  message: RollingMessage,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
): MessageStream {
  const tasks = new Map<string, StreamTask>();
  const changed = new Set<string>();
  const ending = new AbortController();
  let waiting = "";
  let isRestarting = false;
  let pump: Promise<void> | null = null;

  const nextChunks = (): readonly Chunk[] => {
    const cards = [...changed].flatMap((id) => cardOf(tasks.get(id)));
    changed.clear();
    const raw = sliceText(ending.signal.aborted ? waiting : wholeWords(waiting), mostChunkChars);
    waiting = waiting.slice(raw.length);
    const text = safeMarkdown(cleanText(raw));
    return text === "" ? cards : [...cards, { type: "markdown_text", text }];
  };
  const flush = async () => {
    for (;;) {
      if (isRestarting) {
        isRestarting = false;
        await message.remove();
        for (const id of tasks.keys()) changed.add(id);
      }
      const chunks = nextChunks();
      if (chunks.length > 0) await message.write(chunks);
      else if (!isRestarting) return;
    }
  };
  const batch = async () => {
    if (message.messages().length > 0) await wait(batchMs, ending.signal);
    await flush();
  };
  const schedule = () => {
    if (pump !== null || ending.signal.aborted) return;
    pump = batch().finally(() => {
      pump = null;
      if (isRestarting || changed.size > 0 || wholeWords(waiting) !== "") schedule();
    });
  };
  const settle = async () => {
    ending.abort();
    await pump;
    await flush();
  };

  return {
    messages: message.messages,
    task: (task) => {
      tasks.set(task.id, task);
      changed.add(task.id);
      schedule();
    },
    text: (delta) => {
      waiting += delta;
      schedule();
    },
    restart: () => {
      waiting = "";
      isRestarting = true;
      schedule();
    },
    end: async (blocks, { isTextDropped = false } = {}) => {
      if (isTextDropped) {
        waiting = "";
        changed.clear();
      }
      await settle();
      return message.stop(blocks);
    },
    remove: async () => {
      waiting = "";
      changed.clear();
      await settle();
      await message.remove();
    },
  };
}

function cardOf(task: StreamTask | undefined): readonly Chunk[] {
  return task ? [{ type: "task_update", ...task }] : [];
}

/** Up to the last space: what is made harmless is told by a word, which may come in pieces. */
function wholeWords(text: string): string {
  return text.slice(0, text.search(/\s\S*$/) + 1);
}

/** The first `most` characters, cut where a line or a word ends if there is such a place, and never within a character. */
function sliceText(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most);
  const at = Math.max(head.lastIndexOf("\n"), head.lastIndexOf(" "));
  if (at > 0) return head.slice(0, at + 1);
  return /[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head;
}
