import { PostgresDialect } from "kysely";

const connections = 10;
const connectTimeoutMs = 5_000;
const statementTimeoutMs = 30_000;

/**
 * A pool of connections to the PostgreSQL at `url`; the first query connects. `url` may carry what libpq's may:
 * sslmode, options and so on.
 */
export async function openPostgres(url: string): Promise<PostgresDialect> {
  // Loaded only where it is used: a start on SQLite is quicker by its 50 ms.
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    application_name: "reckoner",
  });
  // An idle connection that breaks is replaced by the next query, which tells if it cannot be.
  pool.on("error", () => {});
  return new PostgresDialect({ pool });
}
