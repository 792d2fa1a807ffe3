import type { EvidenceDraft } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";
import { checkPersonalData, maskPersonalData } from "./personal-data.ts";

/** What every kind of personal data has somewhere; most texts are told apart by it at once. */
const suspicious = /@|\d[\d .()-]{6,}|\d\s+[A-Z]/;

/**
 * The evidence without personal data in its texts: what people wrote into notes or feeds may hold an address or a
 * number that no column says it does. It is withheld before the language model, a channel or the store sees it.
 */
export function withholdPersonalData(draft: EvidenceDraft): EvidenceDraft {
  let withheld = 0;
  const masked = (table: EvidenceTable): EvidenceTable["rows"] =>
    table.rows.map((row) =>
      row.map((value) => {
        if (typeof value !== "string" || !suspicious.test(value)) return value;
        // Ids of customers are the guard's to withhold, by the role.
        const findings = checkPersonalData(value, null);
        withheld += findings.length;
        return maskPersonalData(value, findings);
      }),
    );
  const rows = masked(draft);
  const more = Object.fromEntries(
    Object.entries(draft.more).map(([name, one]) => [name, { ...one, rows: masked(one) }]),
  );
  if (withheld === 0) return draft;
  return { ...draft, rows, more, notices: [...draft.notices, "Personal data in texts of the rows is withheld."] };
}
