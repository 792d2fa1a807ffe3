import { sampleColumns, type ColumnName, type TargetName } from "./columns.ts";
import type { Variable } from "./mechanism.ts";
import { modelSteps, type ModelStep } from "./population.ts";

/** The step of the model that draws a variable. */
function stepOf(variable: Variable): ModelStep {
  const step = modelSteps.find((candidate) => candidate.variables.includes(variable));
  // Every variable has a step; a test walks the list.
  return step!;
}

/** All causes of a variable, direct and indirect. */
export function ancestorsOf(variable: Variable): ReadonlySet<Variable> {
  const found = new Set<Variable>();
  const open = [...stepOf(variable).parents];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...stepOf(next).parents);
  }
  return found;
}

/** The variables that may move when `changed` are set, these themselves included. */
export function affectedVariables(changed: readonly Variable[]): ReadonlySet<Variable> {
  const affected = new Set<Variable>(changed);
  for (const step of modelSteps) {
    const isAffected = [...step.variables, ...step.parents].some((variable) => affected.has(variable));
    if (isAffected) for (const variable of step.variables) affected.add(variable);
  }
  return affected;
}

/**
 * Columns that have no effect at all on a target, although some correlate with it through a common cause
 * (`social_influence_score`, `content_virality_score` and `swipe_like_ratio` with engagement, through sociability
 * and taste). Read off the arrows of the model, so it cannot disagree with it.
 */
export function noEffectColumnsOf(target: TargetName): readonly ColumnName[] {
  const causes = ancestorsOf(target);
  return sampleColumns.map((column) => column.name).filter((name) => name !== target && !causes.has(name));
}
