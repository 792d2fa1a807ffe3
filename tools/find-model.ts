import { z } from "zod";

import { AppError } from "#core";
import type { Domain, ModelSpec } from "#knowledge";

/** A tool's input that names a model. A name that is none is told as `MODEL_UNKNOWN`, not as a fault of form. */
export function modelParameter(domain: Domain) {
  return z.string().describe(`One of ${namesOf(domain)}`);
}

/** A model of the domain by name. Throws `MODEL_UNKNOWN` with the names there are. */
export function findModel(domain: Domain, name: string): ModelSpec {
  const spec = domain.models.find((model) => model.name === name);
  if (spec) return spec;
  throw new AppError("MODEL_UNKNOWN", {
    detail: `There is no model named ${JSON.stringify(name.slice(0, 60))}.`,
    hint: `The models are ${namesOf(domain)}.`,
  });
}

function namesOf(domain: Domain): string {
  return domain.models.map((model) => model.name).join(", ");
}
