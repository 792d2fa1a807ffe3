import { primaryModel, resultColumn, type Column, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { labelOf } from "../telling/describe-population.ts";
import { draft, type Teller } from "./teller.ts";

/** What can be asked, with examples in the domain's own words. */
export const help: Teller<Extract<Analysis, { kind: "help" }>> = {
  calls: () => [],
  tell: (_, { domain }) => {
    const examples = helpExamples(domain);
    return draft(
      [
        `I answer questions about the ${domain.entity.plural} of ${domain.title}, their predictions and the models, each number checked against the data. For example:`,
        examples.map(({ topic, question }) => `- ${topic}: "${question}"`).join("\n"),
        `A ${domain.entity.singular} is named by the id, as in \`${domain.entity.idPrefix}…\`.`,
      ].join("\n\n"),
      { followUps: [`Show me ${domain.entity.example}`, ...examples.map(({ question }) => question).slice(0, 3)] },
    );
  },
};

/** One question of each kind that the domain can answer, made of its dictionary alone. */
export function helpExamples(domain: Domain): { readonly topic: string; readonly question: string }[] {
  const { singular, plural } = domain.entity;
  const primary = primaryModel(domain);
  const measure = labelOf(domain, primary.actual);
  const features = domain.feedColumns.filter(
    (column) => column.role === "feature" && column.privacy !== "confidential",
  );
  const parting = features.find((column) => column.type === "string" && column.values.length > 1);
  const number = features.find((column) => column.type === "double" && column.lever === null);
  const lever = features.find((column) => column.lever !== null && column.type !== "string");
  const group = domain.groups.find(({ column }) => isPrediction(resultColumn(domain, column)));
  const money = domain.models.find((model) => resultColumn(domain, model.actual)?.format === "usd");
  const examples: (readonly [string, string | undefined])[] = [
    ["counts", group && `How many ${group.label} are there?`],
    ["figures", parting && `What is the average ${measure} by ${parting.label}?`],
    ["relations", number && `What's the correlation between ${number.label} and ${measure}?`],
    ["drivers", `What are the most important features of the ${primary.label}?`],
    [`one ${singular}`, `Why is the ${labelOf(domain, primary.prediction)} of this ${singular} so low?`],
    ["what-if", lever && `What if ${lever.label} doubled?`],
    ["actions", group && `Which levers work best for ${group.label}?`],
    ["value", money && `Which ${plural} have the highest ${labelOf(domain, money.prediction)}?`],
    ["segments", domain.segments ? "Describe the segments" : undefined],
    ["the unusual", domain.anomaly ? `Who are the most unusual ${plural}?` : undefined],
    ["models", `How accurate is the ${primary.label}?`],
    ["data", "Are there any missing values or data quality issues?"],
  ];
  return examples.flatMap(([topic, question]) => (question === undefined ? [] : [{ topic, question }]));
}

function isPrediction(column: Column | undefined): boolean {
  return column?.role === "prediction";
}
