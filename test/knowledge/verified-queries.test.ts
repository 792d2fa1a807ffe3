import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { createSequentialIdSource } from "#core";
import { addVerifiedQuery, domainDirectory, fillVerifiedQuery, fillWording, loadDomain, type Domain } from "#knowledge";

const library = new URL("../fixtures/library-domain", import.meta.url).pathname;

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-verified-"));
  await cp(domainDirectory("engagement"), directory, { recursive: true });
  file = path.join(directory, "verified-queries.yaml");
});
afterEach(() => rm(directory, { recursive: true }));

const entry = {
  id: "count-all",
  title: "Count of everybody",
  question: "How large is the whole base?",
  sql: "SELECT count(*) AS customers\nFROM final_results",
  answers: "The number of customers.",
  caveats: [],
  reviewedBy: "Ada",
  reviewedOn: "2026-11-20",
};
const add = (changes: Partial<typeof entry> = {}) =>
  addVerifiedQuery(directory, { ...entry, ...changes }, { ids: createSequentialIdSource() });

function queryOf(domain: Domain, id: string) {
  const query = domain.verifiedQueries.find((one) => one.id === id);
  if (!query) throw new RangeError(`no ${id}`);
  return query;
}

describe("verified queries", () => {
  it("are not needed by a domain", async () => {
    const domain = await loadDomain(library);
    expect(domain.verifiedQueries).toEqual([]);
  });

  it("are filled with what the dictionary says of their parameters", async () => {
    const domain = await loadDomain(directory);
    const query = queryOf(domain, "measure-by-category");
    const sql = fillVerifiedQuery(domain, query, { measure: "trust_score" });
    expect(sql.replaceAll(/\s+/g, " ").trim()).toBe(
      "SELECT account_type AS category, count(trust_score) AS customers, avg(trust_score) AS mean_value, stddev_samp(trust_score) AS sd_value, approx_percentile(trust_score, 0.5) AS median_value FROM final_results GROUP BY account_type ORDER BY mean_value DESC",
    );
    expect(fillWording(domain, query, query.question, { category: "device_type" })).toBe(
      "Give engagement score with its spread for each device",
    );
    expect(fillVerifiedQuery(domain, queryOf(domain, "outcomes-of-group"), { group: "buyers" })).toContain(
      "WHERE (gig_applications_sent_month > 0 AND gig_listings_active = 0)",
    );
  });

  it.each([
    ["measure-by-category", { measure: "trust_score) FROM final_results; --" }],
    ["measure-by-category", { measure: "age" }],
    ["measure-by-category", { category: "customer_id" }],
    ["outcomes-of-group", { group: "1 = 1" }],
    ["risk-threshold", { threshold: "0 OR 1 = 1" }],
    ["risk-threshold", { threshold: Number.NaN }],
    ["drivers-of-churn", { top: 2.5 }],
    ["drivers-of-churn", { limit: 3 }],
  ])("%s takes no %o", async (id, values) => {
    const domain = await loadDomain(directory);
    const fill = () => fillVerifiedQuery(domain, queryOf(domain, id), values);
    expect(fill).toThrow(expect.objectContaining({ code: "TOOL_INPUT_INVALID" }));
  });

  it.each([
    ["two of one id", "id: churn-by-segment\n", "id: churn-by-state\n", "churn-by-state is there twice"],
    ["two of one wording", "question: How fresh are the results?", "", ""],
    ["a parameter that is none", "WHERE {{group}}\n", "WHERE {{grup}}\n", "{{grup}} is no parameter"],
    ["a default that does not fit", "default: high_churn_risk", "default: nobody", "nobody is no named group"],
    ["a single customer", "AS side,", "AS side, 'user_00001' AS one,", "it names a single customer"],
    ["no reviewer", "  reviewedBy: Reckoner maintainers\n", "", "reviewedBy"],
    ["no date", "reviewedOn: 2026-11-21", "reviewedOn: lately", "reviewedOn"],
  ])("are refused with %s", async (_what, from, to, fault) => {
    const text = await readFile(file, "utf8");
    const changed =
      fault === ""
        ? `${text}${text.slice(text.indexOf("- id: freshness")).replace("id: freshness", "id: other")}`
        : text.replace(from, to);
    await writeFile(file, changed);
    await expect(loadDomain(directory)).rejects.toMatchObject({
      code: "KNOWLEDGE_INVALID",
      detail: expect.stringContaining(fault === "" ? "two verified queries have the wording" : fault),
    });
  });
});

describe("addVerifiedQuery", () => {
  it("adds an entry at the end and leaves every other byte as it was", async () => {
    const before = await readFile(file, "utf8");
    await add();
    const after = await readFile(file, "utf8");
    expect(after.startsWith(before)).toBe(true);
    const { verifiedQueries } = await loadDomain(directory);
    expect(verifiedQueries.at(-1)).toEqual({ ...entry, wordings: [], parameters: [], role: "analyst" });
    expect((await readdir(directory)).filter((name) => name.includes("new"))).toEqual([]);
  });

  it("begins the list of a domain without one", async () => {
    await rm(file);
    await add();
    expect((await loadDomain(directory)).verifiedQueries.map(({ id }) => id)).toEqual(["count-all"]);
  });

  it.each([
    [{ id: "base-rates" }, "base-rates is there twice"],
    [{ id: "Not an id" }, "id: small letters"],
    [{ question: "how FRESH are the results" }, "two verified queries have the wording"],
    [{ question: "Why did user_00042 leave?" }, "it names a single customer"],
    [{ sql: "SELECT {{x}} FROM final_results" }, "{{x}} is no parameter"],
  ])("refuses %o and leaves the file as it was", async (changes, fault) => {
    const before = await readFile(file, "utf8");
    await expect(add(changes)).rejects.toMatchObject({
      code: "REVIEW_INVALID",
      detail: expect.stringContaining(fault),
    });
    expect(await readFile(file, "utf8")).toBe(before);
  });
});
