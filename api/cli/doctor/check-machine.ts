import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import path from "node:path";

import { isAppError, type Config } from "#core";

import { pageFolder } from "../../http/page-routes.ts";
import { checkAddress } from "../../http/serve.ts";
import { fail, ok, warn, type Finding } from "./finding.ts";
import { findingOf } from "./finding-of-error.ts";

const gibibyte = 1_073_741_824;
/** A run over 100,000 customers takes about as much, and the runs that are kept beside it. */
const comfortableBytes = 2 * gibibyte;
const leastBytes = gibibyte / 4;
const patienceMs = 2_000;

/** Whether the settings file can be read by others than its owner. */
export async function checkSettingsFile(file: string | null): Promise<Finding> {
  if (file === null) return ok("settings file", "none is to be read");
  const found = await stat(file).catch(() => null);
  if (found === null) return ok("settings file", `${file} is not there; every setting has a default`);
  const mode = found.mode & 0o777;
  if ((mode & 0o077) === 0) return ok("settings file", file);
  return warn("settings file", `Others on this machine can read ${file}.`, `Run: chmod 600 ${file}`);
}

/** Whether the data directory, or where it will be made, can be written, and how much room is left. */
export async function checkDataDirectory({ data }: Config): Promise<readonly Finding[]> {
  const there = await nearestFolder(data.directory);
  try {
    await access(there, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    const hint = "Give the account that runs Reckoner the right to write there, or set RECKONER_DATA_DIR.";
    return [fail("data directory", `${there} cannot be written.`, hint)];
  }
  const place = there === data.directory ? data.directory : `${data.directory}, which will be made`;
  const { bavail, bsize } = await statfs(there);
  const free = bavail * bsize;
  const room = `${(free / gibibyte).toFixed(1)} GiB are free.`;
  const hint = "Make room, or set RECKONER_DATA_DIR to another disk.";
  const space = free < leastBytes ? fail : warn;
  return [
    ok("data directory", place),
    free >= comfortableBytes ? ok("disk space", room) : space("disk space", `Only ${room}`, hint),
  ];
}

/** The folder itself, or the nearest one above it that is there. */
async function nearestFolder(folder: string): Promise<string> {
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const parent = path.dirname(folder);
  return isThere || parent === folder ? folder : nearestFolder(parent);
}

/** Whether the server could listen where the settings say; a Reckoner that does already is no fault. */
export async function checkPort({ server: { host, port } }: Config, signal: AbortSignal): Promise<Finding> {
  try {
    await checkAddress(host, port);
    return ok("port", port === 0 ? "any free one is taken" : `${host}:${port} is free`);
  } catch (error) {
    if (isAppError(error, "PORT_IN_USE") && (await isReckoner(host, port, signal))) {
      return ok("port", `a Reckoner listens on ${host}:${port} already`);
    }
    return findingOf("port", error);
  }
}

async function isReckoner(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  const place = host.includes(":") ? `[${host}]` : host;
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    const answer = await fetch(`http://${place}:${port}/healthz`, { signal: patience });
    return answer.ok && JSON.stringify(await answer.json()) === '{"status":"ok"}';
  } catch {
    return false;
  }
}

/** Whether the page is built. */
export async function checkPage(folder = pageFolder): Promise<Finding> {
  const built = await stat(path.join(folder, "index.html")).catch(() => null);
  if (built) return ok("page", `built ${built.mtime.toISOString().slice(0, 16).replace("T", " ")} UTC`);
  return warn("page", "The page is not built.", "`npm start` and `reckoner serve` build it, or run `npm run page`.");
}
