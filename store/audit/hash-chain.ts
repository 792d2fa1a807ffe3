import { createHash } from "node:crypto";

/** What a record of the audit is made of. `record` is JSON text and is hashed as it stands. */
export type ChainedRecord = {
  /** 1, 2, 3, … without gaps. */
  readonly sequence: number;
  readonly at: string;
  readonly kind: string;
  readonly actor: string;
  readonly record: string;
  /** Hash of the record before it. */
  readonly previous: string;
  readonly hash: string;
};

/** A place in the chain. Noted somewhere else, it proves later that nothing up to it has changed. */
export type ChainLink = { readonly sequence: number; readonly hash: string };

/** What stands before the first record. */
export const genesisHash = "0".repeat(64);

/** SHA-256 over all of a record and the hash before it, as JSON, which keeps the borders between the parts. */
export function hashOf({ sequence, at, kind, actor, record, previous }: Omit<ChainedRecord, "hash">): string {
  const text = JSON.stringify([previous, sequence, at, kind, actor, record]);
  return createHash("sha256").update(text).digest("hex");
}

/** Where a chain is broken, and how it shows. */
export type ChainFault = {
  readonly sequence: number;
  /** missing: records are gone; altered: changed, inserted or out of order. */
  readonly fault: "missing" | "altered";
};

/** The fault between a link and the record that follows it, or null. */
export function faultAfter(before: ChainLink, record: ChainedRecord): ChainFault | null {
  const expected = before.sequence + 1;
  if (record.sequence > expected) return { sequence: expected, fault: "missing" };
  const isSound = record.sequence === expected && record.previous === before.hash && record.hash === hashOf(record);
  return isSound ? null : { sequence: record.sequence, fault: "altered" };
}
