import { AppError, isLoopback, type Config } from "#core";

/** Refuses to listen where other machines could reach a server that asks nobody to sign in. Throws `CONFIG_INVALID`. */
export function requireSignIn({ server, signIn }: Pick<Config, "server" | "signIn">): void {
  if (signIn.kind !== "none" || isLoopback(server.host)) return;
  throw new AppError("CONFIG_INVALID", {
    detail: `RECKONER_HOST is ${server.host}, but without sign-in the server listens on this machine only.`,
    hint: "Set RECKONER_SIGN_IN to oidc or keys, or RECKONER_HOST to 127.0.0.1; docs/sign-in.md tells how.",
  });
}
