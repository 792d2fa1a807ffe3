import { AppError, isAppError } from "#core";
import {
  fillVerifiedQuery,
  parameterFault,
  replacePlaceholders,
  type Domain,
  type ParameterValues,
  type QueryParameter,
  type VerifiedQuery,
} from "#knowledge";

import { parseStatement } from "../syntax/parse-query.ts";
import { shapeOfQuery, type Shape } from "./shape.ts";
import { parameterShape, unifyShapes, type ShapeParameter } from "./unify-shapes.ts";

/** The verified query that a query is, and what its parameters stand for. */
export type VerifiedMatch = { readonly query: VerifiedQuery; readonly values: ParameterValues };

/**
 * Finds the verified query that a text is: the same tree, whatever its layout, case, aliases and qualifiers, with
 * something fitting for each parameter. Null where it is none, or cannot be read.
 */
export type MatchVerified = (sql: string) => VerifiedMatch | null;

type Pattern = {
  readonly query: VerifiedQuery;
  readonly shape: Shape;
  readonly parameters: readonly ShapeParameter[];
  /** The groups that stand in this pattern. */
  readonly groups: ParameterValues;
};

/** The matcher of a domain. A query's patterns are made when a text names all that it names of the dictionary. */
export function createVerifiedMatcher(domain: Domain): MatchVerified {
  const names = new Set(domain.tables.flatMap((table) => [table.name, ...table.columns.map((column) => column.name)]));
  const candidates = domain.verifiedQueries.map((query) => ({ query, names: namesIn(query.sql, names) }));
  const known = new Map<VerifiedQuery, readonly Pattern[]>();
  const patternsFor = (query: VerifiedQuery) => {
    const patterns = known.get(query) ?? patternsOf(query, domain);
    known.set(query, patterns);
    return patterns;
  };
  return (sql) => {
    const words = new Set(wordsOf(sql));
    const near = candidates.filter((candidate) => candidate.names.every((name) => words.has(name)));
    const shape = near.length === 0 ? null : readShape(sql, domain);
    if (shape === null) return null;
    for (const { query, shape: pattern, parameters, groups } of near.flatMap((one) => patternsFor(one.query))) {
      const bound = unifyShapes(pattern, shape, parameters);
      if (bound) return { query, values: { ...groups, ...Object.fromEntries(bound) } };
    }
    return null;
  };
}

/** The tables and columns that a text names; a name that it also gives to an output may be another's choice. */
function namesIn(sql: string, names: ReadonlySet<string>): readonly string[] {
  const aliases = new Set([...sql.matchAll(/\bas\s+([a-z0-9_]+)/gi)].map((match) => (match[1] ?? "").toLowerCase()));
  const own = wordsOf(replacePlaceholders(sql, () => " "));
  return [...new Set(own)].filter((word) => names.has(word) && !aliases.has(word));
}

function wordsOf(sql: string): readonly string[] {
  return sql.toLowerCase().match(/[a-z0-9_]+/g) ?? [];
}

function readShape(sql: string, domain: Domain): Shape | null {
  try {
    return shapeOfQuery(parseStatement(sql), domain);
  } catch (error) {
    if (isAppError(error, "SQL_REFUSED")) return null;
    throw error;
  }
}

/** One pattern for each choice of groups, whose conditions melt into the query; other parameters stay open. */
function patternsOf(query: VerifiedQuery, domain: Domain): readonly Pattern[] {
  const open = query.parameters.filter(({ kind }) => kind !== "group");
  const marks = new Map(open.map((parameter, index) => [parameter.name, markOf(parameter, index)]));
  const parameters = open.map((parameter) => ({
    name: parameter.name,
    valueOf: (shape: Shape) => valueOf(parameter, shape, domain),
  }));
  return groupChoices(query, domain).map((groups) => {
    // The open parameters are left as placeholders, then written as marks that the parser takes.
    const sql = fillVerifiedQuery(domain, { ...query, parameters: query.parameters.filter(isGroup) }, groups);
    const marked = replacePlaceholders(sql, (name) => marks.get(name)?.sql ?? null);
    const read = readShape(marked, domain);
    if (read === null) throw unreadable(query);
    return { query, parameters, groups, shape: withParameters(read, [...marks.values()]) };
  });
}

function isGroup(parameter: QueryParameter): boolean {
  return parameter.kind === "group";
}

function groupChoices({ parameters }: VerifiedQuery, domain: Domain): readonly Readonly<Record<string, string>>[] {
  let choices: readonly Readonly<Record<string, string>>[] = [{}];
  for (const { name } of parameters.filter(isGroup)) {
    choices = choices.flatMap((choice) => domain.groups.map((group) => ({ ...choice, [name]: group.name })));
  }
  return choices;
}

/** What stands for an open parameter in the text, and how it comes back in the shape. */
type Mark = { readonly name: string; readonly sql: string; readonly shapes: readonly string[] };

/** Larger than any number that a query holds, and still a whole number that LIMIT takes. */
const firstMark = 900_719_925_474_000;

function markOf({ name, kind }: QueryParameter, index: number): Mark {
  const word = `open_parameter_${index}`;
  const number = firstMark + index;
  const shapes: readonly Shape[] =
    kind === "number"
      ? [["integer", number], number]
      : kind === "column"
        ? [["name", word]]
        : [
            [
              ["kind", "string"],
              ["text", word],
            ],
          ];
  const sql = kind === "number" ? String(number) : kind === "column" ? word : `'${word}'`;
  return { name, sql, shapes: shapes.map((shape) => JSON.stringify(shape)) };
}

function withParameters(shape: Shape, marks: readonly Mark[]): Shape {
  // A mark is a number or a pair; longer parts hold some.
  const isShort = !Array.isArray(shape) || shape.length === 2;
  const text = isShort && marks.length > 0 ? JSON.stringify(shape) : "";
  const mark = marks.find(({ shapes }) => shapes.includes(text));
  if (mark) return parameterShape(mark.name);
  return Array.isArray(shape) ? shape.map((part: Shape) => withParameters(part, marks)) : shape;
}

/** What a part of a query says for a parameter; null where it does not fit the parameter. */
function valueOf(parameter: QueryParameter, shape: Shape, domain: Domain): string | number | null {
  const value = parameter.kind === "number" ? numberIn(shape) : textIn(parameter.kind, shape, domain);
  return value !== null && parameterFault(domain, parameter, value) === null ? value : null;
}

function numberIn(shape: Shape): number | null {
  if (typeof shape === "number") return shape;
  if (!Array.isArray(shape)) return null;
  const [kind, value]: readonly Shape[] = shape;
  return ["integer", "decimal", "double"].includes(String(kind)) && typeof value === "number" ? value : null;
}

function textIn(kind: QueryParameter["kind"], shape: Shape, domain: Domain): string | null {
  if (!Array.isArray(shape)) return null;
  if (kind === "column") {
    const [word, , table, column]: readonly Shape[] = shape;
    return word === "column" && table === domain.results.table && typeof column === "string" ? column : null;
  }
  const fields: ReadonlyMap<unknown, unknown> = new Map(shape.flatMap((field: Shape) => pairOf(field)));
  const text = fields.get("text");
  return fields.get("kind") === "string" && typeof text === "string" ? text : null;
}

function pairOf(field: Shape): readonly (readonly [Shape, Shape])[] {
  if (!Array.isArray(field)) return [];
  const [name, value]: readonly Shape[] = field;
  return field.length === 2 && name !== undefined && value !== undefined ? [[name, value]] : [];
}

function unreadable(query: VerifiedQuery): AppError {
  return new AppError("KNOWLEDGE_INVALID", {
    detail: `The SQL of the verified query ${query.id} cannot be read.`,
    hint: "Mend the entry; its parameters may stand only where a column, a string, a number or a condition does.",
  });
}
