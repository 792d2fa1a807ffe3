import { hashText } from "#core";

/** Enough to tell customers apart, and to find one whose id is known. */
const tokenChars = 16;

/** What stands for a customer's id in the audit: `id:` and the start of the SHA-256 of the id in lower case. */
export function customerToken(customerId: string): string {
  return `id:${hashText(customerId.toLowerCase(), tokenChars)}`;
}

/** Replaces every id of a customer in a text by its token. `idPattern` is the form of an id, from `^` to `$`. */
export function createCustomerMask(idPattern: string): (text: string) => string {
  const ids = new RegExp(idPattern.replace(/^\^/, "").replace(/\$$/, ""), "gi");
  return (text) => text.replaceAll(ids, customerToken);
}
