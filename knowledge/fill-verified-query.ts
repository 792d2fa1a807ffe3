import { AppError } from "#core";

import { resultColumn, type Domain } from "./domain.ts";
import type { Column } from "./schema.ts";
import type { QueryParameter, VerifiedQuery } from "./verified-query-schema.ts";

/** What the parameters of a verified query stand for, by name: a group's or column's name, a value, a number. */
export type ParameterValues = Readonly<Record<string, string | number>>;

const placeholder = /\{\{\s*([a-z0-9_]+)\s*\}\}/g;

/** The names that stand between double braces in a text, each once. */
export function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(placeholder)].map((match) => match[1] ?? ""))];
}

/** The text with every placeholder replaced; one that `replacementOf` does not know (null) stays as it is. */
export function replacePlaceholders(text: string, replacementOf: (name: string) => string | null): string {
  return text.replaceAll(placeholder, (whole, name: string) => replacementOf(name) ?? whole);
}

/**
 * The SQL of a verified query with its parameters filled in, by their defaults where `values` says nothing. What comes
 * in is only ever looked up: text of the dictionary or a number goes out. Throws `TOOL_INPUT_INVALID` for a value that
 * does not fit its parameter, and for one of no parameter.
 */
export function fillVerifiedQuery(domain: Domain, query: VerifiedQuery, values: ParameterValues = {}): string {
  const filled = new Map(
    query.parameters.map((parameter) => {
      const value = values[parameter.name] ?? parameter.default;
      const fault = parameterFault(domain, parameter, value);
      if (fault !== null) throw invalid(query, fault);
      return [parameter.name, sqlOf(domain, parameter, value)];
    }),
  );
  const other = Object.keys(values).find((name) => !filled.has(name));
  if (other !== undefined) throw invalid(query, `it has no parameter ${other}`);
  return replacePlaceholders(query.sql, (name) => filled.get(name) ?? null);
}

/** A wording of a verified query as a person reads it, its parameters by their labels. */
export function fillWording(domain: Domain, query: VerifiedQuery, wording: string, values: ParameterValues = {}) {
  return replacePlaceholders(wording, (name) => {
    const parameter = query.parameters.find((candidate) => candidate.name === name);
    return parameter ? labelOf(domain, parameter, values[name] ?? parameter.default) : null;
  });
}

/** Why a value cannot stand for a parameter; null where it can. */
export function parameterFault(domain: Domain, parameter: QueryParameter, value: string | number): string | null {
  switch (parameter.kind) {
    case "group":
      return domain.groups.some(({ name }) => name === value) ? null : `${value} is no named group`;
    case "column": {
      const column = resultColumn(domain, String(value));
      return column && fitsColumn(column, parameter.of) ? null : `${value} is no open column of ${parameter.of}`;
    }
    case "value": {
      const column = resultColumn(domain, parameter.column);
      const isKnown = column?.values.some((known) => known.value === value) === true;
      return isKnown ? null : `${value} is no value of ${parameter.column}`;
    }
    case "number": {
      const [low, high] = parameter.range;
      const isInside = typeof value === "number" && value >= low && value <= high;
      return isInside && (!parameter.isWhole || Number.isInteger(value))
        ? null
        : `${parameter.name} is ${parameter.isWhole ? "a whole" : "a"} number from ${low} to ${high}`;
    }
  }
}

/** Protected columns have rules of their own about who may see which groups: a query names them itself. */
function fitsColumn(column: Column, of: "numbers" | "values"): boolean {
  if (column.privacy !== "public" && column.privacy !== "internal") return false;
  if (column.role === "explanation" || column.role === "meta") return false;
  return of === "numbers" ? column.type === "int" || column.type === "double" : column.values.length > 0;
}

function sqlOf(domain: Domain, parameter: QueryParameter, value: string | number): string {
  switch (parameter.kind) {
    case "group":
      return `(${domain.groups.find(({ name }) => name === value)?.where ?? "false"})`;
    case "column":
      return resultColumn(domain, String(value))?.name ?? "null";
    case "value":
      return `'${String(value).replaceAll("'", "''")}'`;
    case "number":
      return decimalText(Number(value));
  }
}

/** Without an exponent, which would be another type in SQL. */
function decimalText(value: number): string {
  const text = String(value);
  return text.includes("e") ? value.toFixed(12).replace(/\.?0+$/, "") : text;
}

function labelOf(domain: Domain, parameter: QueryParameter, value: string | number): string {
  switch (parameter.kind) {
    case "group":
      return domain.groups.find(({ name }) => name === value)?.label ?? String(value);
    case "column":
      return resultColumn(domain, String(value))?.label ?? String(value);
    case "value":
      return (
        resultColumn(domain, parameter.column)?.values.find((known) => known.value === value)?.label ?? String(value)
      );
    case "number":
      return decimalText(Number(value));
  }
}

function invalid(query: VerifiedQuery, fault: string): AppError {
  return new AppError("TOOL_INPUT_INVALID", {
    detail: `The verified query ${query.id} cannot be filled: ${fault}.`,
    hint: "Give a name of the dictionary, or a number within the parameter's range.",
  });
}
