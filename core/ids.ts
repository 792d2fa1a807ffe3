import { createHash, randomUUID } from "node:crypto";

/** Makes ids; passed in so that tests can fix them. */
export type IdSource = (prefix: string) => string;

/** Ids as `prefix_` and 16 hexadecimal digits, unique by chance. */
export function createIdSource(): IdSource {
  return (prefix) => `${prefix}_${randomUUID().replaceAll("-", "").slice(0, 16)}`;
}

/** Ids as `prefix_1`, `prefix_2`, … in the order they are asked for. */
export function createSequentialIdSource(): IdSource {
  const counts = new Map<string, number>();
  return (prefix) => {
    const next = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, next);
    return `${prefix}_${next}`;
  };
}

/** The first `length` hexadecimal digits of the text's SHA-256. */
export function hashText(text: string, length = 16): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}
