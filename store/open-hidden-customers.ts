import { access } from "node:fs/promises";

import type { Clock, StoreLocation } from "#core";

import { openDatabase } from "./database/open-database.ts";
import { createHiddenCustomers } from "./hidden-customers.ts";
import { isMissingFile } from "./is-missing-file.ts";
import type { HiddenCustomers } from "./port.ts";

/** Who is hidden, and how to let go of the store. */
export type OpenedHiddenCustomers = {
  readonly customers: HiddenCustomers;
  readonly close: () => Promise<void>;
};

/**
 * Opens of the store only who is hidden, for what needs nothing else of it; null where there is no store yet, which is
 * not made, or none that outlives its process. Throws `STORE_UNAVAILABLE` and `STORE_VERSION`.
 */
export async function openHiddenCustomers(
  location: StoreLocation,
  clock: Clock,
): Promise<OpenedHiddenCustomers | null> {
  if (location.kind === "memory") return null;
  if (location.kind === "sqlite" && !(await isThere(location.file))) return null;
  const database = await openDatabase(location);
  return { customers: createHiddenCustomers({ database, clock }), close: database.close };
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (isMissingFile(error)) return false;
    // What else is wrong with it the database says better.
    return true;
  }
}
