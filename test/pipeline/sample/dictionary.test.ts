import { beforeAll, describe, expect, it } from "vitest";
import { domainDirectory, loadDomain, type Column } from "#knowledge";
import {
  columnNames,
  randomlyMissingColumns,
  sampleColumns,
  type SampleColumn,
} from "../../../pipeline/sample/index.ts";

const typeOfKind = {
  integer: "int",
  number: "double",
  category: "string",
  boolean: "boolean",
} as const;

describe("the sample against the domain's dictionary", () => {
  let dictionary: readonly Column[];
  beforeAll(async () => {
    dictionary = (await loadDomain(domainDirectory("engagement"))).feedColumns;
  });
  const entryOf = (name: string) => dictionary.find((column) => column.name === name);

  it("has the same columns in the same order and of the same types", () => {
    expect(columnNames).toEqual(dictionary.map((column) => column.name));
    for (const column of sampleColumns) {
      expect([column.name, entryOf(column.name)?.type]).toEqual([column.name, typeOfKind[column.kind]]);
    }
  });

  it("stays within its ranges and uses exactly its categories", () => {
    for (const column of sampleColumns as readonly SampleColumn[]) {
      const entry = entryOf(column.name);
      if (column.kind === "category") {
        expect(entry?.values?.map(({ value }) => value).toSorted()).toEqual(column.labels.toSorted());
      } else if (column.kind !== "boolean") {
        const [minimum, maximum] = entry?.range ?? [Number.NaN, Number.NaN];
        expect([column.name, column.minimum >= minimum, column.maximum <= maximum]).toEqual([column.name, true, true]);
      }
    }
  });

  it("misses values only where the dictionary says so", () => {
    const missing = (kind: string) =>
      dictionary.filter((column) => column.missing === kind).map((column) => column.name);
    expect(missing("at-random").toSorted()).toEqual(randomlyMissingColumns.toSorted());
    expect(missing("structural")).toEqual(["avg_job_completion_rating", "time_since_first_transaction_days"]);
  });
});
