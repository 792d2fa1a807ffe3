import { primaryModel, type Domain } from "./domain.ts";

/** Questions that begin a conversation, by what they are about. */
export type ExampleTopic = { readonly topic: string; readonly questions: readonly string[] };

/** Examples of each kind of question, in the domain's own words. */
export function exampleQuestions(domain: Domain): readonly ExampleTopic[] {
  const { entity, results, groups, resultColumns, models } = domain;
  const primary = primaryModel(domain);
  const risk = models.find((model) => model.kind === "classification");
  const goal = labelOf(domain, primary.actual);
  const lever =
    resultColumns.find((column) => column.lever !== null && column.format === "share") ??
    resultColumns.find((column) => column.lever !== null);
  const kind = resultColumns.find((column) => results.comparableBy.includes(column.name));
  const atRisk = risk && groups.find((group) => group.column === risk.prediction);
  const byKind = kind ? ` by ${kind.label}` : "";
  return [
    {
      topic: "Look",
      questions: [
        `What is the average ${goal}${byKind}?`,
        ...(atRisk ? [`How many ${atRisk.label} are there${byKind}?`] : []),
      ],
    },
    {
      topic: "Understand",
      questions: [
        `What are the top 5 features for ${goal}?`,
        ...(risk ? [`Explain the ${risk.label}'s prediction for ${entity.example}`] : []),
      ],
    },
    {
      topic: "What if",
      questions: [
        ...(lever ? [`What if ${lever.label} went up by 20 %?`] : []),
        `What would change the prediction for ${entity.example}?`,
      ],
    },
    {
      topic: "Trust",
      questions: [`How good is the ${primary.label}?`, "How good is the data?"],
    },
  ];
}

function labelOf({ resultColumns }: Domain, name: string): string {
  return resultColumns.find((column) => column.name === name)?.label ?? name;
}
