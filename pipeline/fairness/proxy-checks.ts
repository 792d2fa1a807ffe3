import type { Domain } from "#knowledge";

import type { QualityCheck } from "../stages/validate/quality-check.ts";
import type { ProxyReport } from "./find-proxies.ts";

/**
 * What was found of proxies as rows of the quality table: a warning for each feature that was taken from the models, and
 * for information those that stay by a waiver and the strongest association of each attribute below the level.
 */
export function proxyChecks({ feed, policy }: Domain, { proxies, strongestOthers }: ProxyReport): QualityCheck[] {
  const level = policy.fairness.proxyAssociation;
  const common = { check: "proxy", tableName: feed.customers.table, rowsFailed: 0, shareFailed: 0 } as const;
  const words = ({ attribute, measure, strength }: ProxyReport["strongestOthers"][number]) =>
    `Association with ${attribute}: ${strength.toFixed(3)} (${measure})`;
  return [
    ...proxies.map((proxy): QualityCheck => ({
      ...common,
      columnName: proxy.feature,
      rowsChecked: proxy.rows,
      severity: proxy.waiver === null ? "warning" : "info",
      detail: `${words(proxy)}, above ${level}. ${proxy.waiver === null ? "No model is given it." : `It stays by waiver: ${proxy.waiver}`}`,
    })),
    ...strongestOthers.map((pair): QualityCheck => ({
      ...common,
      columnName: pair.feature,
      rowsChecked: pair.rows,
      severity: "info",
      detail: `${words(pair)}, the strongest of any feature that stays; ${level} makes a proxy.`,
    })),
  ];
}
