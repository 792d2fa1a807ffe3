/** What the analyst is asked where the data themselves are in doubt. */
export const askAboutData = "How is the data quality?";

/** What the analyst is asked of a model whose figures gave an alert; `label` as the dictionary gives it. */
export const askAboutModel = (label: string): string => `How good is the ${label}?`;
