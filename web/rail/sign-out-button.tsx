import { useLoaded } from "../app/use-loaded.ts";
import { call } from "../client/call.ts";

/** Ends the session of whoever has signed in with this browser; not there where nobody had to. */
export function SignOutButton() {
  const session = useLoaded((signal) => call("GET /v1/session", {}, signal), []);
  if (session.state !== "ready" || session.value.expiresAt === null) return null;
  const { person } = session.value;
  const leave = async () => {
    const { next } = await call("DELETE /v1/session", {}).catch(() => ({ next: null }));
    location.assign(next ?? "/");
  };
  return (
    <button type="button" class="mini" title={person?.name ?? person?.id} onClick={() => void leave()}>
      Sign out
    </button>
  );
}
