import { intervalLevelOf, resultColumn, type Domain, type ModelSpec } from "#knowledge";

import { formatCents, formatValue, percent } from "./format.ts";

/** A prediction or an outcome of a model as a person reads it: a percentage, dollars, or a score with three digits. */
export function formatPrediction(domain: Domain, model: ModelSpec, value: number): string {
  if (model.kind === "classification") return percent(value);
  const target = resultColumn(domain, model.actual);
  return target?.format === "usd" ? formatValue(value, "usd") : value.toFixed(3);
}

/** A contribution with its sign: "+0.0618", "−$217.82"; in log-odds for a classification. */
export function formatContribution(domain: Domain, model: ModelSpec, value: number): string {
  const size = formatSize(domain, model, value);
  return value < 0 && /[1-9]/.test(size) ? `−${size}` : `${value > 0 ? "+" : ""}${size}`;
}

/** The size of a contribution without its sign. */
export function formatSize(domain: Domain, model: ModelSpec, value: number): string {
  const isMoney = resultColumn(domain, model.actual)?.format === "usd";
  return isMoney ? formatCents(Math.abs(value)) : Math.abs(value).toFixed(4);
}

/** What a contribution is measured in, where its text does not say so: " log-odds", " points", nothing for dollars. */
export function unitOfContribution(domain: Domain, model: ModelSpec): string {
  if (model.kind === "classification") return " log-odds";
  return resultColumn(domain, model.actual)?.format === "usd" ? "" : " points";
}

/** What the model's interval claims to hold: "80 % interval". */
export function intervalName(model: ModelSpec): string {
  const level = intervalLevelOf(model);
  return level === null ? "interval" : `${Math.round(100 * level)} % interval`;
}
