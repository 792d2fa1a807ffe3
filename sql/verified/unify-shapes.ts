import type { Shape } from "./shape.ts";

/** A place in a pattern where something may stand that `accepts` lets through. */
export type ShapeParameter = {
  readonly name: string;
  /** What stands there as a name, a string or a number; null for what may not. */
  readonly valueOf: (shape: Shape) => string | number | null;
};

/** How a parameter is written in a pattern. */
export function parameterShape(name: string): Shape {
  return ["parameter", name];
}

/**
 * What the parameters of a pattern stand for in a query of that form; null where the query has another form, or a
 * parameter would stand for two things.
 */
export function unifyShapes(
  pattern: Shape,
  shape: Shape,
  parameters: readonly ShapeParameter[],
): ReadonlyMap<string, string | number> | null {
  const bound = new Map<string, string | number>();
  return matches(pattern, shape, parameters, bound) ? bound : null;
}

function matches(
  pattern: Shape,
  shape: Shape,
  parameters: readonly ShapeParameter[],
  bound: Map<string, string | number>,
): boolean {
  if (!isList(pattern)) return pattern === shape;
  const parameter =
    pattern.length === 2 && pattern[0] === "parameter" ? parameters.find(({ name }) => name === pattern[1]) : undefined;
  if (parameter) {
    const value = parameter.valueOf(shape);
    if (value === null || (bound.get(parameter.name) ?? value) !== value) return false;
    bound.set(parameter.name, value);
    return true;
  }
  return (
    isList(shape) &&
    pattern.length === shape.length &&
    pattern.every((part, index) => matches(part, shape[index] ?? null, parameters, bound))
  );
}

function isList(shape: Shape): shape is readonly Shape[] {
  return Array.isArray(shape);
}
