import type { Claim } from "../answer.ts";
import type { Numeral } from "./numerals.ts";
import type { NumeralSource } from "./trace-numeral.ts";

/** What the checks say of a numeral: where it comes from, or that nothing holds it, in the words of `otherwise`. */
export function numberClaim(numeral: Numeral, source: NumeralSource | null, otherwise: string): Claim {
  return {
    text: numeral.text,
    kind: "number",
    start: numeral.start,
    status: source?.status ?? "untraced",
    evidence: [...(source?.evidence ?? [])],
    how: source?.how ?? otherwise,
  };
}
