import { AppError } from "#core";

type Explanation = { readonly detail: string; readonly hint: string };

const damaged: Explanation = {
  detail: "The store's file is damaged or is no SQLite database.",
  hint: "Put back a copy of reckoner.db, or move the file away to begin with an empty store.",
};
const readOnly: Explanation = {
  detail: "The store cannot be written: it is read-only for this account.",
  hint: "Give the service's account the right to write to the store and its folder.",
};
const full: Explanation = {
  detail: "The disk that holds the store is full.",
  hint: "Make room on it; what was answered before is kept.",
};
const notOpened: Explanation = {
  detail: "The store's file cannot be opened or created.",
  hint: "Check that the data folder exists and belongs to the service's account.",
};
const busy: Explanation = {
  detail: "Another process held the store for too long.",
  hint: "Try again; if it stays so, look for a process that hangs in the data folder.",
};
const unreachable: Explanation = {
  detail: "The PostgreSQL server of the store cannot be reached.",
  hint: "Check host and port in RECKONER_STORE, and that the server runs.",
};
const refused: Explanation = {
  detail: "The PostgreSQL server of the store refused the login.",
  hint: "Check user, password and database in RECKONER_STORE, and the user's rights.",
};
const overloaded: Explanation = {
  detail: "The PostgreSQL server of the store takes no more work at the moment.",
  hint: "Try again; if it stays so, look at its connections and long queries.",
};

/** SQLite's result codes by the start of their name; the more particular ones first. */
const sqliteCodes: readonly (readonly [string, Explanation])[] = [
  ["SQLITE_FULL", full],
  ["SQLITE_READONLY", readOnly],
  ["SQLITE_PERM", readOnly],
  ["SQLITE_BUSY", busy],
  ["SQLITE_LOCKED", busy],
  ["SQLITE_CORRUPT", damaged],
  ["SQLITE_NOTADB", damaged],
  ["SQLITE_CANTOPEN", notOpened],
  ["SQLITE_IOERR", { ...notOpened, detail: "The disk that holds the store reports an error." }],
];

/** SQLSTATE codes by their start (PostgreSQL's appendix A), and Node's codes of failed files and connections. */
const otherCodes: readonly (readonly [string, Explanation])[] = [
  ["28", refused],
  ["3D", refused],
  ["42501", refused],
  ["25006", readOnly],
  ["53100", full],
  ["53", overloaded],
  ["57014", overloaded],
  ["55P03", overloaded],
  ["57P", unreachable],
  ["08", unreachable],
  ["ENOSPC", full],
  ["EROFS", readOnly],
  ["EACCES", notOpened],
  ["EPERM", notOpened],
  ["EISDIR", notOpened],
  ["ENOTDIR", notOpened],
  ["EEXIST", notOpened],
  ["ECONNREFUSED", unreachable],
  ["ECONNRESET", unreachable],
  ["ENOTFOUND", unreachable],
  ["EAI_AGAIN", unreachable],
  ["ETIMEDOUT", unreachable],
  ["EHOSTUNREACH", unreachable],
  ["EPIPE", unreachable],
];

/**
 * A failure of the database as `STORE_UNAVAILABLE` with what happened and what to do, without address, path or data;
 * anything else as it is. The driver's own words are the cause.
 */
export function toStoreError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const explanation = explain(error);
  return explanation ? new AppError("STORE_UNAVAILABLE", { ...explanation, cause: error }) : error;
}

function explain(error: Error): Explanation | null {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const table = code.startsWith("SQLITE_") ? sqliteCodes : otherCodes;
  const known = table.find(([start]) => code.startsWith(start));
  if (known) return known[1];
  // These two come without a code.
  if (/Unable to open connection to local database/.test(error.message)) return notOpened;
  if (/^(timeout exceeded when trying to connect|Connection terminated)/.test(error.message)) return unreachable;
  return null;
}
