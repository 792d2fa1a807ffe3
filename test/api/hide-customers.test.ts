import { beforeAll, describe, expect, it } from "vitest";

import { domainDirectory, loadDomain, type Domain } from "#knowledge";
import type { QueryResult, SqlValue } from "#sql";

import { hideCustomers } from "../../api/hide-customers.ts";

let domain: Domain;
beforeAll(async () => {
  domain = await loadDomain(domainDirectory("engagement"));
});

const hidden = new Set(["user_12345"]);
const lookups: (readonly string[])[] = [];
/** Asks an engine that gives these rows whatever the query. */
function ask(rows: readonly (readonly SqlValue[])[], sql = "SELECT 1") {
  const result: QueryResult = {
    queryId: "q1",
    sql,
    columns: [
      { name: "who", type: "varchar" },
      { name: "score", type: "double" },
    ],
    rows,
    rowCount: rows.length,
    truncated: false,
    scannedBytes: 10,
    costUsd: 0,
    elapsedMs: 1,
    engine: "duckdb",
    notices: ["as it was"],
  };
  const among = async (ids: readonly string[]) => {
    lookups.push(ids);
    return new Set(ids.filter((id) => hidden.has(id.toLowerCase())));
  };
  return hideCustomers(async () => result, { hidden: { among }, domain })({ sql, role: "analyst" });
}

describe("hidden customers", () => {
  it("are left out of rows, wherever the id stands in one, which is told", async () => {
    const rows = [
      ["user_1", 0.5],
      ["user_12345", 0.75],
      ["user_123456", 0.25],
      ["[user_7, USER_12345]", 1],
      [null, 12345],
    ];
    const { rows: left, rowCount, notices } = await ask(rows);
    expect([left, rowCount]).toEqual([[rows[0], rows[2], rows[4]], 3]);
    expect(notices).toEqual(["as it was", "2 rows are left out: the data of those persons may not be shown any more."]);
  });

  it("are not there for a query that names one", async () => {
    for (const sql of ["SELECT 1 WHERE customer_id = 'user_12345'", "SELECT 'User_12345'"]) {
      await expect(ask([[null, 0.9]], sql)).rejects.toMatchObject({ code: "ENTITY_NOT_FOUND" });
    }
    expect((await ask([[null, 0.9]], "SELECT 1 WHERE customer_id = 'user_123456'")).rows).toEqual([[null, 0.9]]);
  });

  it("cost nothing where no id is in sight", async () => {
    lookups.length = 0;
    const rows = [["premium", 0.5]];
    const given = await ask(rows, "SELECT account_type, 1 FROM t");
    expect([given.rows, given.notices]).toEqual([rows, ["as it was"]]);
    expect(lookups.flat()).toEqual([]);
  });
});
