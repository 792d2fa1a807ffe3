import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from "jose";

/** An OpenID Connect issuer on loopback, with one signing key at a time. */
export type LocalIssuer = {
  readonly url: string;
  /** A token of the issuer's present key; claims that are undefined are left out. */
  readonly sign: (claims: JWTPayload, header?: { readonly alg?: string; readonly kid?: string }) => Promise<string>;
  /** From now on signs with another key, and shows only that one. */
  readonly rotate: () => Promise<void>;
  /** How often each path was asked for. */
  readonly requests: Map<string, number>;
  /** What the issuer says of itself, changed by this. */
  description: Readonly<Record<string, unknown>>;
  /** Claims of the ID token for the next who signs in; a nonce here takes the place of the right one. */
  person: JWTPayload;
  /** Whether its keys can be had. */
  hasKeys: boolean;
  readonly close: () => Promise<void>;
};

type Key = Awaited<ReturnType<typeof newKey>>;

async function newKey(kid: string) {
  const pair = await generateKeyPair("ES256", { extractable: true });
  return { ...pair, kid, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg: "ES256", use: "sig" } };
}

/**
 * Starts the issuer: discovery, keys, an authorization endpoint that signs everybody in at once, and a token endpoint
 * that holds code, redirect address, client and PKCE verifier to what was asked, as RFC 6749 and RFC 7636 have it.
 */
export async function startLocalIssuer(client: {
  readonly id: string;
  readonly secret: string | null;
}): Promise<LocalIssuer> {
  let key: Key = await newKey("key-1");
  const codes = new Map<string, URLSearchParams>();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is an object.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer: LocalIssuer = {
    url,
    sign: (claims, header = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: key.kid, ...header }).sign(key.privateKey),
    rotate: async () => {
      key = await newKey(`${key.kid}+`);
    },
    requests: new Map(),
    description: {},
    person: { sub: "ada" },
    hasKeys: true,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const send = (response: ServerResponse, status: number, body: unknown, headers = {}) => {
    response.writeHead(status, { "content-type": "application/json", connection: "close", ...headers });
    response.end(JSON.stringify(body));
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", url);
    issuer.requests.set(pathname, (issuer.requests.get(pathname) ?? 0) + 1);
    switch (pathname) {
      case "/.well-known/openid-configuration":
        return send(response, 200, {
          issuer: url,
          jwks_uri: `${url}/keys`,
          authorization_endpoint: `${url}/authorize`,
          token_endpoint: `${url}/token`,
          end_session_endpoint: `${url}/leave`,
          ...issuer.description,
        });
      case "/keys":
        return issuer.hasKeys ? send(response, 200, { keys: [key.jwk] }) : send(response, 500, {});
      case "/authorize": {
        const code = `code-${codes.size}`;
        codes.set(code, searchParams);
        const back = new URL(searchParams.get("redirect_uri") ?? "");
        back.searchParams.set("code", code);
        back.searchParams.set("state", searchParams.get("state") ?? "");
        return send(response, 302, {}, { location: back.href });
      }
      case "/token":
        return grant(request, response);
      default:
        return send(response, 404, {});
    }
  };
  const grant = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = new URLSearchParams(Buffer.concat(chunks).toString());
    const asked = codes.get(sent.get("code") ?? "");
    codes.delete(sent.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(sent.get("code_verifier") ?? "")
      .digest("base64url");
    const secret = client.secret === null ? undefined : `Basic ${btoa(`${client.id}:${client.secret}`)}`;
    const isRight =
      asked?.get("code_challenge") === challenge &&
      asked.get("code_challenge_method") === "S256" &&
      sent.get("grant_type") === "authorization_code" &&
      sent.get("redirect_uri") === asked.get("redirect_uri") &&
      sent.get("client_id") === client.id &&
      request.headers.authorization === secret;
    if (!isRight) return send(response, 400, { error: "invalid_grant" });
    const iat = Math.floor(Date.now() / 1_000);
    const standing = { iss: url, aud: client.id, iat, exp: iat + 300, nonce: asked.get("nonce") ?? "" };
    send(response, 200, { id_token: await issuer.sign({ ...standing, ...issuer.person }), token_type: "Bearer" });
  };
  return issuer;
}
