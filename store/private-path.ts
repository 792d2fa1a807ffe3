import path from "node:path";

import { hashText } from "#core";

/** Kept text is for the service's own account only. */
export const privateDirectoryMode = 0o700;
export const privateFileMode = 0o600;

/**
 * Where something of an owner lies: a folder for the owner and a file for the id, both named by a hash, so that
 * neither can name a path and one folder lists all that a person has.
 */
export function privatePath(directory: string, owner: string, id: string, extension: string): string {
  return path.join(directory, hashText(owner, 32), `${hashText(id, 32)}.${extension}`);
}
