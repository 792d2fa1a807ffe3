import { AppError } from "#core";

/**
 * The address of the next page, on our own origin whatever the server says, so that credentials never leave it. A
 * proxy that does not tell Trino how it is reached (X-Forwarded-Proto, X-Forwarded-Port) makes Trino name the right
 * host with another scheme or port: such an address is followed through the proxy. Throws `CONFIG_INVALID` for another
 * host, and for a path that is no statement's.
 */
export function nextAddress(nextUri: string, origin: string): string {
  const own = new URL(origin);
  const next = URL.canParse(nextUri, origin) ? new URL(nextUri, origin) : null;
  if (next?.hostname !== own.hostname) {
    throw new AppError("CONFIG_INVALID", {
      detail: "Trino sends the client on to another host, and credentials are sent to none but the one that is set.",
      hint: "Let the proxy send X-Forwarded-Host and set http-server.process-forwarded=true in Trino, or set the address that Trino itself names.",
    });
  }
  if (!next.pathname.startsWith("/v1/statement/")) {
    throw new AppError("CONFIG_INVALID", {
      detail: "Trino's next page is not at /v1/statement/.",
      hint: "Check that the address leads to Trino's coordinator, without a path of its own.",
    });
  }
  return `${own.origin}${next.pathname}${next.search}`;
}
