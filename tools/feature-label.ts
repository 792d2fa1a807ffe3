import type { Domain } from "#knowledge";

/** What a person reads for a feature of the models: the label of its interaction or column, else its name. */
export function featureLabel(domain: Domain, name: string): string {
  const named = (feature: { readonly name: string }) => feature.name === name;
  return (domain.interactions.find(named) ?? domain.feedColumns.find(named))?.label ?? name;
}
