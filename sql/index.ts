export { createGuard, type CheckedQuery, type Guard, type GuardRequest } from "./guard/create-guard.ts";
export { createDuckDbRunQuery, type DuckDbEngine, type DuckDbRunQueryOptions } from "./duckdb/create-run-query.ts";
export { createIsolatedRunQuery, type IsolatedRunQueryOptions } from "./duckdb/isolated/create-isolated-run-query.ts";
export { createAthenaRunQuery, type AthenaEngine, type AthenaRunQueryOptions } from "./athena/create-run-query.ts";
export { createTrinoRunQuery, type TrinoEngine, type TrinoRunQueryOptions } from "./trino/create-run-query.ts";
export {
  createBudgetedRunQuery,
  type BudgetedRunQueryOptions,
  type DailyBudget,
} from "./budget/create-budgeted-run-query.ts";
export { createMemoryUsageStore, type Usage, type UsageStore } from "./budget/usage-store.ts";
export {
  createCachedRunQuery,
  type CachedRunQuery,
  type CachedRunQueryOptions,
} from "./cache/create-cached-run-query.ts";
export { createDifferencingWatch, type DifferencingWatchOptions } from "./privacy/watch.ts";
export { numbersPerPrediction, recordParts, type CustomerFileLayout } from "./customer-file/layout.ts";
export { openCustomerFile, type CustomerFile, type CustomerRecord } from "./customer-file/open-customer-file.ts";
export { servingMacros } from "./duckdb/serving-macros.ts";
export { athenaDdl, renderAthenaDdl, type AthenaDdlOptions } from "./ddl/athena.ts";
export { schemaFaults } from "./ddl/compare.ts";
export { duckDbStoredType, duckDbTableSql, duckDbViewSql } from "./ddl/duckdb.ts";
export { loadSchema, schemaInvalid } from "./ddl/load-schema.ts";
export type { Schema, SchemaTable, SchemaView } from "./ddl/schema.ts";
export { servingVersion, servingVersionSql } from "./ddl/serving-version.ts";
export { functionNames } from "./functions/find-function.ts";
export type { QueryRequest, QueryResult, ResultColumn, RunQuery, SqlValue } from "./port.ts";
export { createVerifiedMatcher, type MatchVerified, type VerifiedMatch } from "./verified/create-verified-matcher.ts";
