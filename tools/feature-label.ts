import type { Domain } from "#knowledge";

/** What a person reads for a feature of the models: the label of its interaction or column, else its name. */
export function featureLabel(domain: Domain, name: string): string {
  const named = [...domain.interactions, ...domain.feedColumns].find((feature) => feature.name === name);
  return named?.label ?? name;
}
