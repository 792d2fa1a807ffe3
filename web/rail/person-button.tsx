import { useEffect, useRef, useState } from "preact/hooks";

import { call } from "../client/call.ts";
import type { Overview, Session } from "../contract/routes.d.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { keys } from "./keys.ts";
import { rightsInWords } from "./rights-in-words.ts";

/** Who one is here, what one's role may and may not do, the keys; sign-out for whoever signed in with this browser. */
export function PersonButton({ principal }: { readonly principal: Overview["principal"] | null }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [session, setSession] = useState<Session | null>(null);
  const open = () => {
    dialog.current?.showModal();
    // It is there to be read, from its beginning; its only button stands at the end.
    dialog.current?.focus();
    dialog.current?.scrollTo(0, 0);
    call("GET /v1/session", {}).then(setSession, () => setSession(null));
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isWriting = event.target instanceof Element && event.target.closest("input, textarea, select, dialog");
      if (event.key === "?" && !isWriting && !dialog.current?.open) open();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button type="button" class="square" aria-label="You, your role and the keys" onClick={open}>
        <Icon name="person" />
      </button>
      <Dialog dialogRef={dialog} label="You, your role and the keys">
        {principal && <Role principal={principal} name={session?.person?.name ?? principal.id} />}
        <h2>Keys</h2>
        <dl class="facts">
          {keys(navigator.userAgent).map(([key, what]) => (
            <div key={key}>
              <dt>{what}</dt>
              <dd>
                <kbd>{key}</kbd>
              </dd>
            </div>
          ))}
        </dl>
        <div class="row">
          {session !== null && session.expiresAt !== null && <SignOutButton />}
          <span class="space" />
          <button type="button" class="button primary" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
      </Dialog>
    </>
  );
}

function Role({ principal, name }: { readonly principal: Overview["principal"]; readonly name: string }) {
  return (
    <>
      <h2>
        {name}, {principal.role}
      </h2>
      <ul class="rights">
        {rightsInWords(principal.rights).map(({ words, isGiven }) => (
          <li key={words} class={isGiven ? "" : "dim"}>
            <Icon name={isGiven ? "check" : "close"} class={isGiven ? "ok" : ""} />
            {isGiven ? "May" : "May not"} {words}
          </li>
        ))}
      </ul>
    </>
  );
}

function SignOutButton() {
  const leave = async () => {
    const { next } = await call("DELETE /v1/session", {}).catch(() => ({ next: null }));
    location.assign(next ?? "/");
  };
  return (
    <button type="button" class="button" onClick={() => void leave()}>
      Sign out
    </button>
  );
}
