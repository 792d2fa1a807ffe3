export type { QueryRequest, QueryResult, ResultColumn, RunQuery, SqlValue } from "./port.ts";
