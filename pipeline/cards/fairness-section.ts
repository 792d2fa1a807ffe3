import { figure, list, percent, section, table } from "./markdown.ts";
import type { CardInput } from "./render-card.ts";

/** Groups of an attribute that a card tells one by one; of more, those treated least alike. */
const groupsShown = 12;

/** How the model treats the groups of each protected attribute, and which features stand in for one. */
export function fairnessSection({
  domain,
  fairness,
  proxies,
}: Pick<CardInput, "domain" | "fairness" | "proxies">): string {
  if (fairness === null) return "";
  const { minimumRows, alertDisparity } = domain.policy.fairness;
  const summary = fairness.attributes.map((entry) => [
    entry.attribute,
    `${entry.groups} (${entry.smallGroups} too small)`,
    figure(entry.fourFifthsRatio),
    figure(entry.parityDifference),
    figure(entry.oddsDifference),
    figure(entry.calibrationGap),
    entry.certainRatio < 1 - alertDisparity || entry.certainOddsDifference > alertDisparity
      ? "disparity beyond chance"
      : "none beyond chance",
  ]);
  const groups = fairness.attributes.flatMap(({ attribute }) => {
    const rows = fairness.rows.filter((row) => row.attribute === attribute);
    return rows.toSorted((a, b) => a.parityRatio - b.parityRatio).slice(0, groupsShown);
  });
  return section(
    "Fairness and metrics by subgroup",
    `Selected is a prediction of ${figure(fairness.selectedFrom)} or more, on the test split; groups of fewer than ${minimumRows} are not judged. Of many small groups the extremes lie far apart by chance, so the verdict takes chance off.`,
    table(
      [
        "attribute",
        "groups",
        "four-fifths ratio",
        "parity difference",
        "odds difference",
        "calibration gap",
        `past ${percent(alertDisparity)}`,
      ],
      summary,
    ),
    table(
      [
        "attribute",
        "group",
        "rows",
        "selected",
        "parity ratio",
        "true positive rate",
        "false positive rate",
        "calibration gap",
      ],
      groups.map((row) => [
        row.attribute,
        row.group,
        figure(row.rows),
        percent(row.selectionRate),
        figure(row.parityRatio),
        figure(row.truePositiveRate),
        figure(row.falsePositiveRate),
        figure(row.calibrationGap),
      ]),
    ),
    proxyText(proxies),
  );
}

function proxyText({ proxies, strongestOthers }: CardInput["proxies"]): string {
  const told = proxies.map(
    ({ feature, attribute, strength, waiver }) =>
      `${feature} stands in for ${attribute} (${figure(strength)}): ${waiver === null ? "no model is given it" : `waived: ${waiver}`}.`,
  );
  const nearest = strongestOthers.map(
    ({ feature, attribute, strength }) => `${attribute}: ${feature} ${figure(strength)}`,
  );
  return list([
    ...(told.length > 0 ? told : ["No feature stands in for a protected attribute."]),
    ...(nearest.length > 0 ? [`Strongest association below that level: ${nearest.join("; ")}.`] : []),
  ]);
}
