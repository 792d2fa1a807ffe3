import { checkChart } from "./chart.ts";
import { checkCausalWording } from "./causal-wording.ts";
import type { Check, CheckContext } from "./check.ts";
import { checkCitations } from "./citations.ts";
import { checkContributions } from "./contributions.ts";
import { checkCustomerIds } from "./customer-ids.ts";
import { checkForm } from "./form.ts";
import { checkGrounded, checkUntraced } from "./grounded.ts";
import { checkPersonalData } from "./personal-data.ts";
import { checkProvenance } from "./provenance.ts";
import { checkSmallGroups } from "./small-groups.ts";
import { checkSql } from "./sql-safety.ts";
import { checkTableRows } from "./table-rows.ts";
import { checkCaveats, checkThrift } from "./thrift.ts";
import { checkUnits } from "./units.ts";

/** What every answer is held to. */
export function checkAnswer(context: CheckContext): readonly Check[] {
  return [
    checkUntraced,
    checkGrounded,
    checkPersonalData,
    checkSql,
    checkSmallGroups,
    checkCausalWording,
    checkTableRows,
    checkForm,
    checkChart,
    checkUnits,
    checkCitations,
    checkCustomerIds,
    checkContributions,
    checkProvenance,
    checkThrift,
    checkCaveats,
  ].map((check) => check(context));
}
