import type { Domain } from "#knowledge";

import type { AttributeFairness } from "../fairness/fairness-report.ts";
import type { ProxyReport } from "../fairness/find-proxies.ts";
import type { GateDecision } from "./gate-decision.ts";

/** What the gate, the groups and the proxies of a run give reason to tell. */
export type GateFindings = {
  readonly decisions: readonly GateDecision[];
  readonly proxies: ProxyReport;
  /** How the versions that serve treat groups. */
  readonly fairness: readonly { readonly model: string; readonly attributes: readonly AttributeFairness[] }[];
};

/** Alerts of a run's gate: who was refused and who keeps serving, with the figures of both; disparities; proxies. */
export function gateAlerts(domain: Domain, findings: GateFindings): string[] {
  const labelOf = (name: string) => domain.models.find((model) => model.name === name)?.label ?? name;
  return [
    ...findings.decisions.flatMap((decision) => decisionAlerts(labelOf(decision.model), decision)),
    ...findings.fairness.flatMap(({ model, attributes }) =>
      attributes.flatMap((attribute) =>
        disparityAlerts(labelOf(model), attribute, domain.policy.fairness.alertDisparity),
      ),
    ),
    ...proxyAlerts(findings.proxies),
  ];
}

function decisionAlerts(label: string, decision: GateDecision): string[] {
  const { challenger, champion, isPromoted, reasons, notCompared, figures } = decision;
  const told = notCompared === null ? [] : [notCompared];
  if (isPromoted) return told;
  if (champion === challenger) {
    return [...told, `The ${label} ${challenger} does not pass its gate and goes on serving: ${reasons.join(" ")}`];
  }
  const compared = figures.map(
    ({ metric, challenger: mine, champion: theirs }) =>
      `${metric} ${mine.toPrecision(4)} against ${theirs === null ? "none" : theirs.toPrecision(4)}`,
  );
  return [
    ...told,
    `The ${label} ${challenger} was refused and ${champion ?? "none"} keeps serving (${compared.join(", ")}): ${reasons.join(" ")}`,
  ];
}

function disparityAlerts(label: string, attribute: AttributeFairness, limit: number): string[] {
  const { attribute: name, certainRatio, certainOddsDifference, fourFifthsRatio, oddsDifference } = attribute;
  const alerts: string[] = [];
  if (certainRatio < 1 - limit) {
    alerts.push(
      `The ${label} selects ${attribute.leastSelected ?? "one group"} at ${(fourFifthsRatio ?? NaN).toFixed(2)} of the rate of ${attribute.mostSelected ?? "another"} (${name}).`,
    );
  }
  if (certainOddsDifference > limit) {
    alerts.push(
      `The ${label}'s true or false positive rate differs by ${(oddsDifference ?? NaN).toFixed(2)} between groups of ${name}.`,
    );
  }
  return alerts;
}

function proxyAlerts({ proxies }: ProxyReport): string[] {
  return proxies.map(({ feature, attribute, strength, waiver }) =>
    waiver === null
      ? `${feature} stands in for ${attribute} (association ${strength.toFixed(2)}): no model was given it.`
      : `${feature} stands in for ${attribute} (association ${strength.toFixed(2)}); it stays by waiver: ${waiver}`,
  );
}
