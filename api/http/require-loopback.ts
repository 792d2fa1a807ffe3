import { AppError } from "#core";

/** Refuses to listen where other machines could reach a server that asks nobody to sign in. Throws `CONFIG_INVALID`. */
export function requireLoopback(host: string): void {
  if (host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host)) return;
  throw new AppError("CONFIG_INVALID", {
    detail: `RECKONER_HOST is ${host}, but without sign-in the server listens on this machine only.`,
    hint: "Set RECKONER_HOST to 127.0.0.1, localhost or ::1, or leave it out.",
  });
}
