import { AppError } from "#core";

import type { Calibration } from "./calibration.ts";

/** The calibration as JSON; `parseCalibration` reads the very same numbers back. */
export function serialiseCalibration(calibration: Calibration): string {
  return JSON.stringify(calibration, (_, value: unknown) => (value instanceof Float64Array ? [...value] : value));
}

/** Reads what `serialiseCalibration` wrote. Throws `MODEL_FILE_INVALID` for anything that is not monotone or not one. */
export function parseCalibration(text: string): Calibration {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw invalid("it is not JSON", cause);
  }
  if (typeof parsed !== "object" || parsed === null) throw invalid("it is not an object");
  const fields = new Map<string, unknown>(Object.entries(parsed));
  switch (fields.get("kind")) {
    case "isotonic":
      return parseIsotonic(numbers(fields, "thresholds"), numbers(fields, "values"));
    case "platt":
      return { kind: "platt", slope: notNegative(fields, "slope"), intercept: finite(fields, "intercept") };
    case "beta":
      return { kind: "beta", a: notNegative(fields, "a"), b: notNegative(fields, "b"), c: finite(fields, "c") };
    default:
      throw invalid(`its kind is ${JSON.stringify(fields.get("kind"))}`);
  }
}

function parseIsotonic(thresholds: Float64Array, values: Float64Array): Calibration {
  if (thresholds.length === 0 || thresholds.length !== values.length) {
    throw invalid(`it has ${thresholds.length} thresholds and ${values.length} values`);
  }
  const isMonotone = thresholds.every(
    (threshold, index) => index === 0 || (threshold > thresholds[index - 1]! && values[index]! >= values[index - 1]!),
  );
  if (!isMonotone || !values.every((value) => value >= 0 && value <= 1)) {
    throw invalid("its thresholds and values do not rise, or are no probabilities");
  }
  return { kind: "isotonic", thresholds, values };
}

function finite(fields: ReadonlyMap<string, unknown>, name: string): number {
  const value = fields.get(name);
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw invalid(`${name} is not a number`);
}

function notNegative(fields: ReadonlyMap<string, unknown>, name: string): number {
  const value = finite(fields, name);
  if (value >= 0) return value;
  throw invalid(`${name} is negative`);
}

function numbers(fields: ReadonlyMap<string, unknown>, name: string): Float64Array {
  const list = fields.get(name);
  if (!Array.isArray(list)) throw invalid(`${name} is not a list`);
  return Float64Array.from(list, (value: unknown) => {
    if (typeof value === "number") return value;
    throw invalid(`${name} holds something that is not a number`);
  });
}

function invalid(reason: string, cause?: unknown): AppError {
  return new AppError("MODEL_FILE_INVALID", {
    detail: `The calibration cannot be used: ${reason}.`,
    hint: "Train the model again, or restore the file.",
    cause,
  });
}
