/** Writes and reads the cookies of sign-in. */
export type SignInCookies = {
  /** A Set-Cookie header; an age of 0 removes the cookie. */
  readonly write: (name: CookieName, value: string, maxAgeSeconds: number) => string;
  readonly read: (request: Request, name: CookieName) => string | null;
};

/** session: the token of who is signed in. sign-in: what a sign-in that is under way must find again. */
export type CookieName = "session" | "sign-in";

/**
 * Cookies that scripts cannot read, other sites' forms and fetches do not carry, and over https no other host of the
 * domain can set: the prefix `__Host-` makes the browser refuse one that is not Secure, of this host and path `/`.
 */
export function createSignInCookies(publicUrl: string): SignInCookies {
  const isSecure = publicUrl.startsWith("https:");
  const fullName = (name: CookieName) => `${isSecure ? "__Host-" : ""}reckoner-${name}`;
  return {
    write: (name, value, maxAgeSeconds) =>
      [
        `${fullName(name)}=${value}`,
        "Path=/",
        `Max-Age=${maxAgeSeconds}`,
        "HttpOnly",
        // Lax rather than Strict: the way back from the issuer is a navigation from another site.
        "SameSite=Lax",
        ...(isSecure ? ["Secure"] : []),
      ].join("; "),
    read: (request, name) => {
      const wanted = `${fullName(name)}=`;
      const pairs = (request.headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
      return pairs.find((pair) => pair.startsWith(wanted))?.slice(wanted.length) ?? null;
    },
  };
}
