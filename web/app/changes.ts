import { useEffect, useRef } from "preact/hooks";

/** A conversation or board has changed: `thread` where it was one conversation, `isElsewhere` in another window. */
export type Change = { readonly thread: string | null; readonly isElsewhere: boolean };

const name = "reckoner-change";
let channel: BroadcastChannel | null = null;

/** Tells everything that lists conversations or boards, here and in the other windows, that something has changed. */
export function announceChange(thread: string | null = null): void {
  dispatchEvent(new CustomEvent<Change>(name, { detail: { thread, isElsewhere: false } }));
  openChannel().postMessage(thread);
}

/** Calls `onChange` for every change while the component is shown. */
export function useChanges(onChange: (change: Change) => void): void {
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    // Only `announceChange` sends what is heard here.
    const onHere = (event: Event) => latest.current((event as CustomEvent<Change>).detail);
    const onElsewhere = (event: MessageEvent) => {
      const thread = typeof event.data === "string" ? event.data : null;
      latest.current({ thread, isElsewhere: true });
    };
    addEventListener(name, onHere);
    openChannel().addEventListener("message", onElsewhere);
    return () => {
      removeEventListener(name, onHere);
      openChannel().removeEventListener("message", onElsewhere);
    };
  }, []);
}

function openChannel(): BroadcastChannel {
  channel ??= new BroadcastChannel(name);
  return channel;
}
