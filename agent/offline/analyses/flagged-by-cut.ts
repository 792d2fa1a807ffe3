import type { Domain } from "#knowledge";

import { formatValue, integer, percent } from "../telling/format.ts";
import { modelOf } from "./importance.ts";
import { splitName, type ModelErrors } from "./model-errors.ts";
import { cite, draft, num, rowsOf, type Draft, type Found } from "./teller.ts";

/** What flagging everyone above a probability reaches: of those who left the share that is found, and who of the flagged left. */
export function tellFlagged(analysis: ModelErrors, domain: Domain, found: readonly Found[]): Draft {
  const model = modelOf(domain, analysis.model);
  const [row] = rowsOf(found, 0);
  if (!row) return draft(`There is nobody to judge the ${model.label} on${cite(found, 0)}.`);
  const [flagged, happened, hits] = [num(row, "flagged"), num(row, "happened"), num(row, "hits")];
  const cut = formatValue(analysis.cut ?? Number.NaN, "share");
  return draft(
    `Flagging everyone with a probability above ${cut} reaches **${percent(num(row, "recall"))}** of those who left (recall: ${integer(hits)} of ${integer(happened)}), and of the ${integer(flagged)} flagged **${percent(num(row, "share_right"))}** really left (precision)${cite(found, 0)}. That is on the ${integer(num(row, "customers"))} ${domain.entity.plural} of the ${splitName(analysis)} split, on whom the ${model.label} was not trained.`,
    { followUps: [`How accurate is the ${model.label}?`, `How well calibrated is the ${model.label}?`] },
  );
}
