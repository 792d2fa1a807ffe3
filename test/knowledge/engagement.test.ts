import { beforeAll, describe, expect, it } from "vitest";

import {
  domainDirectory,
  findTable,
  inputColumns,
  loadDomain,
  primaryModel,
  resultColumn,
  type Domain,
} from "#knowledge";
import { createGuard } from "#sql";

let domain: Domain;

beforeAll(async () => {
  domain = await loadDomain(domainDirectory("engagement"));
});

describe("the engagement domain", () => {
  it("has 45 inputs beside id and targets, and 46 features with one interaction more than", () => {
    expect(inputColumns(domain).length + domain.interactions.length).toBe(46);
    expect(domain.feedColumns.filter((column) => column.role === "target").map((column) => column.name)).toEqual(
      expect.arrayContaining(domain.models.map((model) => model.target)),
    );
  });

  it("holds these columns confidential and these restricted, and no other", () => {
    const every = [...domain.feedColumns, ...domain.resultColumns, ...domain.tables.flatMap((table) => table.columns)];
    const of = (privacy: string) =>
      [...new Set(every.filter((column) => column.privacy === privacy).map((column) => column.name))].sort();
    expect(of("confidential")).toEqual(["age", "gender", "location"]);
    expect(of("restricted")).toEqual(["birth_date", "customer_id", "email", "full_name", "phone"]);
    // The id is restricted beside personal data only.
    const pii = findTable(domain, domain.feed.pii.table);
    expect(every.filter((column) => column.privacy === "restricted").length).toBe(pii?.columns.length);
    expect(pii?.open).toBe("none");
  });

  it("feeds no protected attribute as it is to a model, and none that the policy rules out", () => {
    const inputs = inputColumns(domain).map((column) => column.name.replaceAll("_", " "));
    expect(domain.policy.neverInputs.filter((name) => inputs.includes(name))).toEqual([]);
    const age = domain.feedColumns.find((column) => column.name === "age");
    expect({ input: age?.input, bins: age?.bins.map((bin) => bin.label) }).toEqual({
      input: "binned",
      bins: ["18-24", "25-34", "35-44", "45-54", "55+"],
    });
  });

  it("has groups and views whose SQL passes the guard, over columns that there are", () => {
    const guard = createGuard({ domain });
    const { table } = domain.results;
    for (const group of domain.groups) {
      const { columns } = guard.check({
        sql: `SELECT count(*) AS customers FROM ${table} WHERE ${group.where}`,
        role: "analyst",
        maxRows: 10,
      });
      expect([group.name, columns.map((name) => name.split(".").at(-1))]).toEqual([
        group.name,
        expect.arrayContaining([group.column]),
      ]);
    }
    for (const view of domain.views) {
      // A view of whole rows is opened to a steward; the guard shows an analyst no row with protected columns.
      const check = () => guard.check({ sql: `SELECT count(*) AS n FROM ${view.name}`, role: "analyst", maxRows: 10 });
      expect(check).not.toThrow();
      expect(findTable(domain, view.name)?.columns.length).toBeGreaterThan(0);
    }
  });

  it("names in every lever only columns and values that there are", () => {
    const names = new Set(domain.feedColumns.map((column) => column.name));
    for (const column of domain.feedColumns) {
      if (!column.lever) continue;
      expect(column.privacy).not.toBe("confidential");
      if (column.lever.direction !== "set") continue;
      const values = column.values.map((value) => value.value);
      expect(values).toEqual(expect.arrayContaining([column.lever.from, column.lever.to]));
      expect(column.lever.carries.filter((name) => !names.has(name))).toEqual([]);
    }
  });

  it("calls no two columns by the same name, and gives every category its values", () => {
    const labels = domain.resultColumns.map((column) => column.label.toLowerCase());
    expect(labels.filter((label, index) => labels.indexOf(label) !== index)).toEqual([]);
    const untold = inputColumns(domain).filter((column) => column.type === "string" && column.values.length === 0);
    expect(untold.map((column) => column.name)).toEqual([]);
  });

  it("has one primary model and finds columns and tables by name", () => {
    expect(domain.models.filter((model) => model.isPrimary)).toEqual([primaryModel(domain)]);
    expect(resultColumn(domain, "churn_30_day")?.type).toBe("boolean");
    expect(resultColumn(domain, "nothing")).toBeUndefined();
    expect(findTable(domain, "predictions", "engagement_raw")).toBeUndefined();
    expect(findTable(domain, "predictions")?.database).toBe("engagement_predictions");
  });

  it("adds its own words to the red lines that hold in every domain", () => {
    expect(domain.policy.redLines.map(({ name }) => name)).toEqual([
      "tracking",
      "social_scoring",
      "manipulation",
      "discrimination",
      "essential_services",
      "selling_predictions",
    ]);
    expect(domain.policy.words["benefit"]).toEqual(expect.arrayContaining(["offer", "boost"]));
  });
});
