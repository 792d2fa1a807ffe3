import { useEffect, useRef, useState } from "preact/hooks";

import { ChatPage } from "../chat/chat-page.tsx";
import { call } from "../client/call.ts";
import { Rail } from "../rail/rail.tsx";
import { Shade } from "../ui/shade.tsx";
import { OtherPage } from "./other-page.tsx";
import { go, usePlace } from "./router.ts";
import { useDrawer } from "./use-drawer.ts";
import { useLoaded } from "./use-loaded.ts";
import { narrow, useMedia } from "./use-media.ts";

/** The page: conversations at the side, and what the address names. */
export function App() {
  const place = usePlace();
  const overview = useLoaded((signal) => call("GET /v1/overview", {}, signal), []);
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const isNarrow = useMedia(narrow.rail);
  const rail = useRef<HTMLElement>(null);
  const isDrawer = isMenuOpen && isNarrow;
  const onClose = () => setIsMenuOpen(false);
  const onMenu = () => setIsMenuOpen(true);
  useDrawer(rail, isDrawer, onClose);
  useEffect(onClose, [location.pathname]);
  useShortcuts();
  const isChat = place.page === "start" || place.page === "thread";
  const hasField = isChat && (overview.state !== "ready" || overview.value.principal.rights.includes("ask"));
  return (
    <div class={`frame ${isDrawer ? "rail-open" : ""}`}>
      <a class="skip" href={hasField ? "#question" : "#content"}>
        {hasField ? "Skip to the question" : "Skip to the page"}
      </a>
      <Rail
        railRef={rail}
        place={place}
        overview={overview.state === "ready" ? overview.value : null}
        onClose={onClose}
      />
      <Shade isShown={isDrawer} onPress={onClose} />
      {isChat ? (
        <ChatPage
          thread={place.page === "thread" ? place.thread : null}
          brought={place.page === "start" ? place.asks : []}
          overview={overview}
          onMenu={onMenu}
        />
      ) : (
        <OtherPage place={place} overview={overview.state === "ready" ? overview.value : null} onMenu={onMenu} />
      )}
    </div>
  );
}

/** Ctrl or ⌘ with K begins a new question; a slash goes to the field, where nothing else is being written. */
function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isWriting = event.target instanceof Element && event.target.closest("input, textarea, select, dialog");
      const isNew = event.key === "k" && (event.metaKey || event.ctrlKey);
      const isToField = event.key === "/" && !isWriting && !event.metaKey && !event.ctrlKey && !event.altKey;
      if (!isNew && !isToField) return;
      event.preventDefault();
      if (isNew) go({ page: "start", asks: [] });
      // The field of a page that comes next is drawn by then.
      requestAnimationFrame(() => document.getElementById("question")?.focus());
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}
