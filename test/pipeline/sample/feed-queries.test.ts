import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it } from "vitest";

import { feedQuery } from "../../../pipeline/sample/feed-queries.ts";

it("gives ids of five digits, and more only where the number needs them, however many customers there are", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run("CREATE TABLE population AS SELECT unnest([1, 12345, 100000, 9999999]) AS customer");
  // The id's own expression: what stands between SELECT and its name.
  const id = /SELECT (.+?) AS customer_id/s.exec(feedQuery("accounts", "2026-11-20"))?.[1] ?? "";
  const reader = await connection.runAndReadAll(`SELECT ${id} FROM population`);
  expect(reader.getRows().flat()).toEqual(["user_00001", "user_12345", "user_100000", "user_9999999"]);
  connection.closeSync();
  instance.closeSync();
});
