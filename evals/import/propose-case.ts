import { createHash } from "node:crypto";

import type { Domain } from "#knowledge";
import type { GivenFeedback } from "#store";

import { personalDataIn } from "../checks/personal-data.ts";

/** A case that feedback proposes. It holds nobody's id, and is not run before a person made a case of it. */
export type ProposedCase = {
  readonly state: "proposed";
  /** The day of the feedback, ISO. */
  readonly given: string;
  readonly reason: string | null;
  /** What the answer should have been, in words; null where it is the SQL of the truth. */
  readonly correction: string | null;
  readonly case: {
    readonly id: string;
    readonly category: "from-use";
    readonly question: string;
    readonly pick?: { readonly order: string };
    readonly truth: Readonly<Record<string, { readonly sql: string }>>;
    readonly expects: readonly [];
  };
};

/** Why feedback proposes no case. */
export type LeftOut = "no question is kept" | "it may name a person" | "it is about several";

/**
 * Makes a case of a thumbs-down with a correction. A customer's id becomes `$customer`, picked by a query that the
 * reviewer is to narrow; what may hold other personal data, or names several customers, is left out. The case's id comes
 * from the answer's by SHA-256, so that the same feedback proposes the same case again.
 */
export function proposeCase(
  feedback: GivenFeedback,
  entity: Domain["entity"],
): ProposedCase | { readonly leftOut: LeftOut } {
  const { question, correction, reason, answerId, at } = feedback;
  if (question === null || correction === null) return { leftOut: "no question is kept" };
  const ids = new RegExp(entity.pattern.replace(/^\^/, "").replace(/\$$/, ""), "giu");
  const texts = [question, correction, reason ?? ""];
  const named = new Set(texts.flatMap((text) => (text.match(ids) ?? []).map((id) => id.toLowerCase())));
  if (named.size > 1) return { leftOut: "it is about several" };
  const [asked = "", should = "", why = ""] = texts.map((text) => text.replaceAll(ids, "$$customer"));
  // A long number may be an id without its prefix.
  if ([asked, should, why].some((text) => personalDataIn(text) !== null || /\d{5,}/.test(text))) {
    return { leftOut: "it may name a person" };
  }
  const isSql = /^\s*\(*\s*(?:select|with)\s[\s\S]*\sfrom\s/i.test(should);
  return {
    state: "proposed",
    given: at.slice(0, 10),
    reason: why === "" ? null : why,
    correction: isSql ? null : should,
    case: {
      id: `use-${createHash("sha256").update(answerId).digest("hex").slice(0, 10)}`,
      category: "from-use",
      question: asked,
      ...(named.size === 1 && { pick: { order: entity.column } }),
      truth: isSql ? { t: { sql: should.trim().replace(/;$/, "") } } : {},
      expects: [],
    },
  };
}
