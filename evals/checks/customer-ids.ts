import type { Check, CheckContext } from "./check.ts";

/** Every customer whom text and follow-ups name was asked about or looked up. */
export function checkCustomerIds({ answer, domain }: CheckContext): Check {
  const pattern = new RegExp(domain.entity.pattern.replace(/^\^/, "\\b").replace(/\$$/, "\\b"), "gi");
  const idsIn = (text: string) => (text.match(pattern) ?? []).map((id) => id.toLowerCase());
  const known = new Set([domain.entity.example, ...idsIn(answer.question), ...idsIn(JSON.stringify(answer.evidence))]);
  const unknown = [answer.text, ...answer.followUps].flatMap(idsIn).find((id) => !known.has(id));
  return {
    id: "customer-ids",
    pass: unknown === undefined,
    note: unknown === undefined ? "" : `${unknown} is in no evidence`,
  };
}
