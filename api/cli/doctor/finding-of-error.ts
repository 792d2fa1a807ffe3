import { toAppError } from "#core";

import type { Finding } from "./finding.ts";

/** What went wrong as a finding: an error's detail and hint, which hold no secret, and never its cause. */
export function findingOf(about: string, error: unknown, level: "warn" | "fail" = "fail"): Finding {
  const { code, detail, hint } = toAppError(error);
  return { about, level, detail: `${code}: ${detail}`, hint };
}
