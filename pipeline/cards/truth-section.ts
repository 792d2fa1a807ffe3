import type { Domain } from "#knowledge";

import type { TruthReport } from "../truth/truth-report.ts";
import { figure, list, percent, section, table } from "./markdown.ts";

/** What the model gets right of the known causes, and how far its what-ifs are off; empty where nobody knows them. */
export function truthSection(domain: Domain, judged: TruthReport["models"][number] | null): string {
  if (judged === null) return "";
  const { accuracy, drivers, whatIf, whatIfError } = judged;
  const labelOf = (lever: string) => domain.feedColumns.find(({ name }) => name === lever)?.label ?? lever;
  return section(
    "Beside the truth",
    "The causes of the sample data are known; this is how near the model comes to them. Of a company's own data nobody can know it.",
    list([
      `${accuracy.metric} ${figure(accuracy.reached)}; ${figure(accuracy.reachable)} is the best that any model could reach.`,
      `Over all features, importance ranks as the true drivers do with a correlation of ${figure(drivers.rankCorrelation)}; ${drivers.topTenFound} of the ten strongest are found.`,
      `Of one ${domain.entity.singular}, the strongest true driver is among the three strongest told for ${percent(drivers.strongestFound)}, and ${percent(drivers.signsRight)} of notable contributions have the right sign.`,
      `${percent(drivers.shareOnOthers)} of the attribution goes to columns that cause nothing directly.`,
      `What-ifs are off by ${percent(whatIfError.median)} of the true effect in the median, by ${percent(whatIfError.percentile90)} at the 90th percentile.`,
    ]),
    table(
      ["lever", "model", "true", "standard error", "verdict"],
      whatIf.map((lever) => [
        labelOf(lever.lever),
        figure(lever.modelled),
        figure(lever.total),
        figure(lever.standardError),
        lever.verdict,
      ]),
    ),
  );
}
