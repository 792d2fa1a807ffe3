import type { Domain } from "#knowledge";

import { OfflineAnalyst } from "./offline-analyst.ts";
import { createLexicon } from "./reading/lexicon.ts";

/** The offline analyst of a domain, for the snapshot of that day. */
export function createOfflineAnalyst(domain: Domain, snapshotDate: string): OfflineAnalyst {
  return new OfflineAnalyst(createLexicon(domain, snapshotDate), { domain, snapshotDate });
}
