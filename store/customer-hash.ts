import { hashText } from "#core";

const wholeSha256 = 64;

/** SHA-256 of a customer's id in lower case, by which they are known where the id itself must not stand. */
export function customerHash(customerId: string): string {
  return hashText(customerId.toLowerCase(), wholeSha256);
}
