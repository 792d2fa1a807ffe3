import { AppError } from "#core";

export type TrinoAccess = {
  /** Where Trino's coordinator, or the proxy before it, listens: scheme, host and port, as https://trino.example:8443. */
  readonly baseUrl: string;
  /** The user whose rights Trino applies. */
  readonly user: string;
  /** For Basic authentication; goes over https or loopback only. */
  readonly password?: string;
  /** For Bearer authentication (JWT, OAuth 2.0); goes over https or loopback only. At most one of the two. */
  readonly token?: string;
};

export type TrinoConnection = {
  /** Every request goes here and nowhere else. */
  readonly origin: string;
  /** What every request carries; the authorization is among it. */
  readonly headers: Readonly<Record<string, string>>;
  /** A text of the server's with the password and the token taken out. */
  readonly withoutSecrets: (text: string) => string;
};

/** Who asks, as Trino's resource groups and query list show it. */
const source = "reckoner";

/**
 * Where and as whom Trino is asked. Throws `CONFIG_INVALID` where the address is not an origin, a value cannot be sent
 * in a header, or a password or token would be sent in clear. Makes no call.
 */
export function createConnection({ baseUrl, user, password, token }: TrinoAccess): TrinoConnection {
  const url = parseOrigin(baseUrl);
  assertHeaderValue(user, "user");
  if (password !== undefined && token !== undefined) {
    throw invalid("Trino is given a password and a token.", "Set one of the two.");
  }
  if ((password !== undefined || token !== undefined) && !isPrivate(url)) {
    throw invalid(
      "Trino's password or token would be sent in clear over http.",
      "Use an https address; plain http is for a Trino on this machine.",
    );
  }
  const authorization = authorizationOf(user, password, token);
  const secrets = [password, token, authorization?.split(" ")[1]].filter((one) => one !== undefined && one !== "");
  return {
    origin: url.origin,
    headers: {
      "X-Trino-User": user,
      "X-Trino-Source": source,
      "Accept-Encoding": "gzip",
      ...(authorization === null ? {} : { Authorization: authorization }),
    },
    withoutSecrets: (text) => secrets.reduce<string>((rest, secret) => rest.replaceAll(secret ?? "", "***"), text),
  };
}

/** Throws `CONFIG_INVALID` unless the text is printable ASCII, which every HTTP server reads alike. */
export function assertHeaderValue(text: string, name: string): void {
  if (/^[!-~](?:[ -~]*[!-~])?$/.test(text)) return;
  throw invalid(`Trino's ${name} is empty or has letters that a header cannot carry.`, "Use plain ASCII letters.");
}

function parseOrigin(baseUrl: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  const isOrigin =
    url !== null &&
    (url.protocol === "https:" || url.protocol === "http:") &&
    url.username === "" &&
    url.password === "" &&
    url.pathname === "/" &&
    url.search === "" &&
    url.hash === "";
  if (isOrigin) return url;
  // The address itself stays out: a password may stand in it.
  throw invalid("Trino's address is not scheme, host and port.", "Write it as https://trino.example:8443.");
}

function authorizationOf(user: string, password: string | undefined, token: string | undefined): string | null {
  if (password !== undefined) {
    if (user.includes(":")) {
      throw invalid("Trino's user has a colon, which Basic authentication cannot carry.", "Use another user.");
    }
    return `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;
  }
  if (token === undefined) return null;
  assertHeaderValue(token, "token");
  return `Bearer ${token}`;
}

/** Whether nobody between here and there can read along. */
function isPrivate({ protocol, hostname }: URL): boolean {
  return (
    protocol === "https:" || hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname)
  );
}

function invalid(detail: string, hint: string): AppError {
  return new AppError("CONFIG_INVALID", { detail, hint });
}
