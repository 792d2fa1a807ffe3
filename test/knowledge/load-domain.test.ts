import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { isAppError } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-domain-"));
  await cp(domainDirectory("engagement"), directory, { recursive: true });
});
afterEach(() => rm(directory, { recursive: true }));

async function change(file: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(path.join(directory, file), "utf8");
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  await writeFile(path.join(directory, file), changed);
}

async function fault(): Promise<string> {
  try {
    await loadDomain(directory);
  } catch (error) {
    if (isAppError(error, "KNOWLEDGE_INVALID")) return error.detail;
    throw error;
  }
  return "no fault";
}

describe("loadDomain", () => {
  it("reads the same domain from a copy of its folder", async () => {
    expect(await loadDomain(directory)).toEqual(await loadDomain(domainDirectory("engagement")));
  });

  it.each(["domain.yaml", "columns.yaml", "results.yaml", "glossary.yaml", "policy.yaml"])("needs %s", async (file) => {
    await rm(path.join(directory, file));
    expect(await fault()).toBe(`${file} of the domain cannot be read.`);
  });

  it("says where a file is no YAML", async () => {
    await writeFile(path.join(directory, "policy.yaml"), "a: [1, 2");
    expect(await fault()).toMatch(/^policy\.yaml: /);
  });

  it("names every fault of a file's form at once", async () => {
    await change("policy.yaml", /^minimumGroupSize: .*$/m, "minimumGroupSize: few\nsurprise: 1");
    const detail = await fault();
    expect(detail).toMatch(/^policy\.yaml: /);
    expect(detail).toContain("minimumGroupSize: ");
    expect(detail).toContain("surprise");
  });

  it.each([
    ["comparableBy: [account_type]", "comparableBy: [colour]", "results.comparableBy names the unknown column colour"],
    [
      "defaultMeasure: actual_engagement_score",
      "defaultMeasure: joy",
      "results.defaultMeasure names the unknown column joy",
    ],
    ["target: churn_30_day", "target: churn_60_day", "model churn names the unknown column churn_60_day"],
    [
      "    column: gig_listings_active\n    synonyms",
      "    column: gigs\n    synonyms",
      "group sellers names the unknown column gigs",
    ],
    [
      "- { column: gig_listings_active",
      "- { column: gigs",
      "model segments, in its names, names the unknown column gigs",
    ],
    [
      "inputs: [avg_daily_logins,",
      "inputs: [age, avg_daily_logins,",
      "the segments' input age is no number that a model may see",
    ],
    [
      "of: [match_success_rate, ",
      "of: [luck, ",
      "interaction match_rate_x_profile_views names the unknown column luck",
    ],
  ])("finds names that point at nothing: %s → %s", async (from, to, expected) => {
    await change("domain.yaml", from, to);
    expect(await fault()).toContain(expected);
  });

  it("finds a column that is there twice", async () => {
    await change("results.yaml", "- name: prediction_error", "- name: age");
    expect(await fault()).toContain("the results table has a column twice");
  });

  it("finds a lever that carries a column or takes a value that there is not", async () => {
    await change(
      "columns.yaml",
      "lever: { direction: set, to: premium, from: free, carries: [",
      "lever: { direction: set, to: gold, from: free, carries: [shoe_size, ",
    );
    const detail = await fault();
    expect(detail).toContain("lever account_type names the unknown column shoe_size");
    expect(detail).toContain("lever account_type names the unknown value gold");
  });

  it.each([
    ["domain.yaml", "isPrimary: true", "isPrimary: false", "not exactly one model is the primary one"],
    ["domain.yaml", "example: user_12345", "example: bob", "entity.example does not fit entity.pattern"],
    ["domain.yaml", '"^user_[0-9]{5,}$"', '"^user_["', "entity.pattern is no regular expression"],
    [
      "policy.yaml",
      "words:",
      "redLines: [{ name: own, reason: R., instead: I., meanings: [{ all: [nothing_such] }] }]\nwords:",
      "red line own names nothing_such, which is no class of words",
    ],
  ])("finds what can be no such thing: in %s %s → %s", async (file, from, to, expected) => {
    await change(file, from, to);
    expect(await fault()).toContain(expected);
  });

  it("stops when it is told to", async () => {
    await expect(loadDomain(directory, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
  });
});
