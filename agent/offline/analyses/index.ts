import type { Analysis } from "../reading/analysis.ts";
import { aggregate } from "./aggregate.ts";
import { anomalies } from "./anomalies.ts";
import { compare } from "./compare.ts";
import { compareFigures } from "./compare-figures.ts";
import { correlationMatrix } from "./correlation-matrix.ts";
import { correlates } from "./correlates.ts";
import { count } from "./count.ts";
import { compareCustomers } from "./compare-customers.ts";
import { compareImportance } from "./compare-importance.ts";
import { compareModels } from "./compare-models.ts";
import { customer } from "./customer.ts";
import { customerWhatIf } from "./customer-what-if.ts";
import { dataQuality, describeAll } from "./data-quality.ts";
import { distribution, quantileGroups } from "./distribution.ts";
import { explainGroups } from "./explain-groups.ts";
import { featuresOfFamily } from "./features-of.ts";
import { earlySigns } from "./early-signs.ts";
import { groupsBeyond } from "./groups-beyond.ts";
import { history } from "./history.ts";
import { importance } from "./importance.ts";
import { help } from "./help.ts";
import { levers } from "./levers.ts";
import { list } from "./list.ts";
import { fairness } from "./fairness.ts";
import { modelErrors } from "./model-errors.ts";
import { modelFeature } from "./model-feature.ts";
import { modelQuality } from "./model-quality.ts";
import { profile } from "./profile.ts";
import { reasons } from "./reasons.ts";
import { relate } from "./relate.ts";
import { segments } from "./segments.ts";
import { separate } from "./separate.ts";
import { showSql } from "./show-sql.ts";
import type { Teller } from "./teller.ts";
import { threshold } from "./threshold.ts";
import { verifiedQuery } from "./verified-query.ts";
import { uncertain } from "./uncertain.ts";
import { whatIf } from "./what-if.ts";
import { dataset, define } from "./words.ts";

type Tellers = { readonly [Kind in Analysis["kind"]]: Teller<Extract<Analysis, { kind: Kind }>> };

const tellers: Tellers = {
  count,
  aggregate,
  compare,
  "compare-figures": compareFigures,
  relate,
  separate,
  "explain-groups": explainGroups,
  importance,
  correlates,
  "correlation-matrix": correlationMatrix,
  distribution,
  "quantile-groups": quantileGroups,
  profile,
  segments,
  threshold,
  customer,
  "customer-what-if": customerWhatIf,
  anomalies,
  uncertain,
  "compare-models": compareModels,
  "compare-importance": compareImportance,
  "compare-customers": compareCustomers,
  reasons,
  list,
  levers,
  "what-if": whatIf,
  "features-of": featuresOfFamily,
  "model-quality": modelQuality,
  "groups-beyond": groupsBeyond,
  "model-errors": modelErrors,
  "model-feature": modelFeature,
  fairness,
  "data-quality": dataQuality,
  "describe-all": describeAll,
  history,
  "early-signs": earlySigns,
  define,
  dataset,
  help,
  "show-sql": showSql,
  "verified-query": verifiedQuery,
};

/** The teller of an analysis. The table above pairs each kind with its own; TypeScript cannot follow that by itself. */
export function tellerOf(analysis: Analysis): Teller<Analysis> {
  return tellers[analysis.kind] as unknown as Teller<Analysis>;
}
