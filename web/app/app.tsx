import { useCallback, useEffect, useState } from "preact/hooks";

import { ChatPage } from "../chat/chat-page.tsx";
import { Rail } from "../rail/rail.tsx";
import { useLoaded } from "./use-loaded.ts";
import { call } from "../client/call.ts";
import { pages } from "../pages/index.tsx";
import { go, usePlace } from "./router.ts";

/** The page: conversations at the side, and what the address names. */
export function App() {
  const place = usePlace();
  const overview = useLoaded((signal) => call("GET /v1/overview", {}, signal), []);
  const [changes, setChanges] = useState(0);
  const [isRailOpen, setIsRailOpen] = useState(false);
  const onChange = useCallback(() => setChanges((before) => before + 1), []);
  useEffect(() => setIsRailOpen(false), [location.pathname]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "k" && (event.metaKey || event.ctrlKey)) {
        event.preventDefault();
        go({ page: "start" });
        document.getElementById("question")?.focus();
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  const state = overview.state === "ready" ? overview.value : null;
  const onMenu = () => setIsRailOpen(!isRailOpen);
  return (
    <div class={`frame ${isRailOpen ? "rail-open" : ""}`}>
      <a class="skip" href="#composer">
        Skip to the question
      </a>
      <Rail place={place} changes={changes} overview={state} onClose={() => setIsRailOpen(false)} />
      {place.page === "start" || place.page === "thread" ? (
        <ChatPage
          thread={place.page === "thread" ? place.thread : null}
          overview={overview}
          onChange={onChange}
          onMenu={onMenu}
        />
      ) : (
        pages(place, { overview: state, onMenu, onChange })
      )}
    </div>
  );
}
