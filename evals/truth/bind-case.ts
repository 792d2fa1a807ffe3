import { AppError } from "#core";

import type { EvalCase, Pick } from "../case-schema.ts";
import type { TruthBase } from "./open-truth.ts";
import { conditionsSql } from "./spec/spec-to-sql.ts";

const placeholder = "$customer";

/** Puts the customer that a case picks into its question and truths; each pick is looked up once. */
export function createBinder(base: TruthBase): <Case extends EvalCase>(one: Case) => Promise<Case> {
  const known = new Map<string, Promise<string>>();
  return async (one) => {
    if (one.pick === undefined) return one;
    const sql = pickSql(one.pick, base);
    const found = known.get(sql) ?? findCustomer(sql, base);
    known.set(sql, found);
    const customer = await found;
    // Only strings change, so that the case keeps its type.
    const { question, truth, expects } = replaceIn(
      { question: one.question, truth: one.truth, expects: one.expects },
      customer,
    ) as Readonly<{ question: string; truth: EvalCase["truth"]; expects: EvalCase["expects"] }>;
    return { ...one, question, truth, expects };
  };
}

function pickSql(pick: Pick, base: TruthBase): string {
  if ("sql" in pick) return pick.sql;
  const { results, entity } = base.domain;
  const isDown = pick.order.startsWith("-");
  return `SELECT ${entity.column} AS id FROM ${results.table} WHERE ${conditionsSql(pick.where, base)}
    ORDER BY ${pick.order.replace("-", "")} ${isDown ? "DESC" : "ASC"} NULLS LAST, ${entity.column} LIMIT 1`;
}

async function findCustomer(sql: string, base: TruthBase): Promise<string> {
  const id = Object.values((await base.rows(sql))[0] ?? {})[0];
  if (typeof id === "string") return id;
  throw new AppError("INTERNAL", {
    detail: `No customer is picked by ${sql.slice(0, 300)}`,
    hint: "Mend the case's pick in evals/cases.",
  });
}

function replaceIn(value: unknown, customer: string): unknown {
  if (typeof value === "string") return value.replaceAll(placeholder, () => customer);
  if (Array.isArray(value)) return value.map((item) => replaceIn(item, customer));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceIn(item, customer)]));
}
