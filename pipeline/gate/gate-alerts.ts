import type { Domain } from "#knowledge";

import type { AttributeFairness } from "../fairness/fairness-report.ts";
import type { ProxyReport } from "../fairness/find-proxies.ts";
import type { Alert } from "../notify/alert.ts";
import { askAboutModel } from "../notify/questions.ts";
import type { GateDecision } from "./gate-decision.ts";

/** What the gate, the groups and the proxies of a run give reason to tell. */
export type GateFindings = {
  readonly decisions: readonly GateDecision[];
  readonly proxies: ProxyReport;
  /** How the versions that serve treat groups. */
  readonly fairness: readonly { readonly model: string; readonly attributes: readonly AttributeFairness[] }[];
};

/** Alerts of a run's gate: who was refused and who keeps serving, with the figures of both; disparities; proxies. */
export function gateAlerts(domain: Domain, findings: GateFindings): Alert[] {
  const labelOf = (name: string) => domain.models.find((model) => model.name === name)?.label ?? name;
  return [
    ...findings.decisions.flatMap((decision) => decisionAlerts(labelOf(decision.model), decision)),
    ...findings.fairness.flatMap(({ model, attributes }) =>
      attributes.flatMap((attribute) =>
        disparityAlerts({ name: model, label: labelOf(model) }, attribute, domain.policy.fairness.alertDisparity),
      ),
    ),
    ...proxyAlerts(findings.proxies),
  ];
}

function decisionAlerts(label: string, decision: GateDecision): Alert[] {
  const { model, challenger, champion, isPromoted, reasons, notCompared, figures } = decision;
  const about = { subject: model, size: null, question: askAboutModel(label) };
  const told: Alert[] = notCompared === null ? [] : [{ ...about, kind: "not-compared", text: notCompared }];
  if (isPromoted) return told;
  if (champion === challenger) {
    const text = `The ${label} ${challenger} does not pass its gate and goes on serving: ${reasons.join(" ")}`;
    return [...told, { ...about, kind: "gate-failed", text }];
  }
  const compared = figures.map(
    ({ metric, challenger: mine, champion: theirs }) =>
      `${metric} ${mine.toPrecision(4)} against ${theirs === null ? "none" : theirs.toPrecision(4)}`,
  );
  const text = `The ${label} ${challenger} was refused and ${champion ?? "none"} keeps serving (${compared.join(", ")}): ${reasons.join(" ")}`;
  return [...told, { ...about, kind: "promotion-refused", text }];
}

function disparityAlerts(
  model: { readonly name: string; readonly label: string },
  attribute: AttributeFairness,
  limit: number,
): Alert[] {
  const { attribute: name, certainRatio, certainOddsDifference, fourFifthsRatio, oddsDifference } = attribute;
  const about = {
    kind: "group-disparity",
    subject: `${model.name} by ${name}`,
    question: `Is the ${model.label} fair by ${name}?`,
  } as const;
  const alerts: Alert[] = [];
  if (certainRatio < 1 - limit) {
    const ratio = fourFifthsRatio ?? NaN;
    const text = `The ${model.label} selects ${attribute.leastSelected ?? "one group"} at ${ratio.toFixed(2)} of the rate of ${attribute.mostSelected ?? "another"} (${name}).`;
    alerts.push({ ...about, size: 1 - ratio, text });
  }
  if (certainOddsDifference > limit) {
    const difference = oddsDifference ?? NaN;
    const text = `The ${model.label}'s true or false positive rate differs by ${difference.toFixed(2)} between groups of ${name}.`;
    alerts.push({ ...about, subject: `${about.subject}, error rates`, size: difference, text });
  }
  return alerts;
}

function proxyAlerts({ proxies }: ProxyReport): Alert[] {
  return proxies.map(({ feature, attribute, strength, waiver }) => ({
    kind: "proxy",
    subject: `${feature} for ${attribute}`,
    size: strength,
    text:
      waiver === null
        ? `${feature} stands in for ${attribute} (association ${strength.toFixed(2)}): no model was given it.`
        : `${feature} stands in for ${attribute} (association ${strength.toFixed(2)}); it stays by waiver: ${waiver}`,
    question: null,
  }));
}
