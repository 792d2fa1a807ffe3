import { AppError, type Role } from "#core";
import {
  exampleQuestions,
  fillVerifiedQuery,
  fillWording,
  type Domain,
  type ParameterValues,
  type QueryParameter,
  type VerifiedQuery,
} from "#knowledge";

import { parameterText, verifiedQueriesFor } from "./verified-passages.ts";

/** A question that people usually ask, with what may be changed in it. */
export type UsualQuestion = {
  /** Small letters, digits and hyphens; unique among the questions. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** What may be changed; each may be left out. */
  readonly parameters: readonly { readonly name: string; readonly about: string }[];
  /** The question in words, and the SQL that answers it where a person has reviewed one. Throws `TOOL_INPUT_INVALID`. */
  readonly fill: (values: Readonly<Record<string, string>>) => {
    readonly question: string;
    readonly sql: string | null;
    /** What the rows tell and what must be kept in mind with them. */
    readonly notes: readonly string[];
  };
};

/** The domain's examples of each kind of question, then the verified queries that a role may run. */
export function usualQuestions(domain: Domain, role: Role): readonly UsualQuestion[] {
  const examples = exampleQuestions(domain).flatMap(({ topic, questions }) =>
    questions.map((question, index) => exampleOf(domain, `${slugOf(topic)}-${index + 1}`, topic, question)),
  );
  return [...examples, ...verifiedQueriesFor(domain, role).map((query) => verifiedOf(domain, query))];
}

/** An example that names one customer takes the id of any. */
function exampleOf({ entity }: Domain, name: string, topic: string, question: string): UsualQuestion {
  const isOfOne = question.includes(entity.example);
  return {
    name,
    title: question,
    about: `${topic}: ${question}`,
    parameters: isOfOne
      ? [{ name: entity.column, about: `Id of a ${entity.singular}, such as ${entity.example}` }]
      : [],
    fill: (values) => {
      const id = values[entity.column] ?? entity.example;
      if (!new RegExp(entity.pattern).test(id)) {
        throw new AppError("TOOL_INPUT_INVALID", {
          detail: `${entity.column} does not have the form of an id.`,
          hint: `An id looks like ${entity.example}.`,
        });
      }
      return { question: question.replaceAll(entity.example, id), sql: null, notes: [] };
    },
  };
}

function verifiedOf(domain: Domain, query: VerifiedQuery): UsualQuestion {
  return {
    name: query.id,
    title: query.title,
    about: query.answers,
    parameters: query.parameters.map((parameter) => ({ name: parameter.name, about: parameterText(parameter) })),
    fill: (values) => {
      const typed = typedValues(query.parameters, values);
      return {
        question: fillWording(domain, query, query.question, typed),
        sql: fillVerifiedQuery(domain, query, typed).trim(),
        notes: [query.answers, ...query.caveats],
      };
    },
  };
}

/** Values come as text; what is no number stays text, and is refused where a number belongs. */
function typedValues(parameters: readonly QueryParameter[], values: Readonly<Record<string, string>>): ParameterValues {
  const numbers = new Set(parameters.filter(({ kind }) => kind === "number").map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(values).map(([name, text]) => {
      const isNumber = numbers.has(name) && text.trim() !== "" && Number.isFinite(Number(text));
      return [name, isNumber ? Number(text) : text];
    }),
  );
}

function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}
