import type { z } from "zod";

import { environmentSchema, loadConfig, toAppError } from "#core";

import { nearestOf } from "../spec/nearest.ts";

const shape: Readonly<Record<string, z.ZodType | undefined>> = environmentSchema.shape;

/** Settings of the AWS SDK, which has its own checks. */
const ofAwsSdk = /^AWS_[A-Z0-9_]+$/;

/** Whether there is such a setting. */
export function isSetting(name: string): boolean {
  return Object.hasOwn(environmentSchema.shape, name) || ofAwsSdk.test(name);
}

/** The setting that was perhaps meant. */
export function nearestSetting(name: string): string | null {
  return nearestOf(name, Object.keys(environmentSchema.shape));
}

/** What is wrong with a setting's value, by the settings' own schema; undefined where nothing is. */
export function faultOfValue(name: string, value: string): string | undefined {
  const parsed = value === "" ? undefined : shape[name]?.safeParse(value);
  if (parsed === undefined || parsed.success) return undefined;
  return parsed.error.issues.map(({ message }) => message).join("; ");
}

/** What is wrong with settings together; null where nothing is. */
export function faultOfAll(settings: Readonly<Record<string, string | undefined>>, directory: string): string | null {
  try {
    loadConfig(settings, directory);
    return null;
  } catch (error) {
    return toAppError(error).detail;
  }
}

/** Whether the value is not to be shown. */
export function isSecret(name: string): boolean {
  return /TOKEN|SECRET|PASSWORD|_KEY(_ID)?$|^RECKONER_STORE$/.test(name);
}
