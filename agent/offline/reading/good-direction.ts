import type { Column, Domain } from "#knowledge";

/**
 * Which way a column is good: an outcome's by its model, a lever's its own way, another column's by the direction in
 * which a model's prediction goes with it. Up where the dictionary does not tell.
 */
export function goodDirectionOf(domain: Domain, column: Column): "up" | "down" {
  const { models } = domain;
  const model = models.find((one) => one.actual === column.name || one.prediction === column.name);
  if (model) return model.goodDirection;
  if (column.lever && column.lever.direction !== "set") return column.lever.direction;
  for (const { goodDirection, ...spec } of models) {
    const direction = "directions" in spec ? spec.directions[column.name] : undefined;
    if (direction !== undefined) return (direction === "rises") === (goodDirection === "up") ? "up" : "down";
  }
  return "up";
}
