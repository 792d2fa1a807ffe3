import type { Domain } from "#knowledge";

/** The row of explanations that stands for all protected attributes together. */
export const protectedFeature = "protected_attributes";

/** What a person reads for that row. */
export const protectedFeatureLabel = "protected attributes together";

/** Whether a feature of the models is a confidential column or made of one, so that no figure of it alone is told. */
export function isProtectedFeature(domain: Domain, name: string): boolean {
  const parts = domain.interactions.find((one) => one.name === name)?.of ?? [name];
  return domain.feedColumns.some((column) => parts.includes(column.name) && column.privacy === "confidential");
}
