import { z } from "zod";

/** Where queries run, and what that engine needs. Bytes and dollars are as the engine bills or reports them. */
export type EngineConfig =
  | { readonly name: "duckdb" }
  | {
      readonly name: "athena";
      readonly region: string;
      readonly workgroup: string;
      readonly catalog: string;
      /** Where names without a database are looked up; null for the domain's analytics database. */
      readonly database: string | null;
      /** Where results go, as s3://bucket/prefix/; null for the workgroup's own place. */
      readonly outputLocation: string | null;
      readonly reuseMinutes: number;
      readonly maxScannedBytes: number;
      readonly concurrentQueries: number;
      readonly usdPerTerabyte: number;
    }
  | {
      readonly name: "trino";
      readonly baseUrl: string;
      readonly user: string;
      readonly password: string | null;
      readonly token: string | null;
      readonly catalog: string;
      /** Where names without a schema are looked up; null for the domain's analytics database. */
      readonly schema: string | null;
      /** Null for no limit but the cluster's own. */
      readonly maxScannedBytes: number | null;
      readonly concurrentQueries: number;
    };

/** What one person's queries may use on one day; null for as much as they like. */
export type BudgetConfig = { readonly bytesPerDay: number | null; readonly secondsPerDay: number | null };

/** A variable that holds a whole number between two bounds, both allowed. */
export const integer = (low: number, high: number) =>
  z
    .string()
    .regex(/^\d+$/, "must be a whole number")
    .transform(Number)
    .refine((value) => value >= low && value <= high, `must lie between ${low} and ${high}`);

const bytes = () => integer(1, Number.MAX_SAFE_INTEGER);

/** The variables of engine and budgets, each with its form and default. */
export const engineVariables = {
  SQL_ENGINE: z.enum(["duckdb", "athena", "trino"]).default("duckdb"),
  ATHENA_WORKGROUP: z.string().min(1).optional(),
  ATHENA_CATALOG: z.string().min(1).default("AwsDataCatalog"),
  ATHENA_DATABASE: z.string().min(1).optional(),
  ATHENA_OUTPUT_LOCATION: z
    .string()
    .regex(/^s3:\/\/[^/]+\//, "must be of the form s3://bucket/prefix/")
    .optional(),
  ATHENA_REUSE_MINUTES: integer(0, 10_080).default(60),
  ATHENA_MAX_SCANNED_BYTES: bytes().default(10_000_000_000),
  ATHENA_CONCURRENT_QUERIES: integer(1, 200).default(5),
  ATHENA_USD_PER_TERABYTE: z
    .string()
    .regex(/^\d+(\.\d+)?$/, "must be a number of dollars, as 5 or 6.75")
    .transform(Number)
    .default(5),
  TRINO_URL: z.url({ protocol: /^https?$/ }).optional(),
  TRINO_USER: z.string().min(1).default("reckoner"),
  TRINO_PASSWORD: z.string().min(1).optional(),
  TRINO_TOKEN: z.string().min(1).optional(),
  TRINO_CATALOG: z.string().min(1).optional(),
  TRINO_SCHEMA: z.string().min(1).optional(),
  TRINO_MAX_SCANNED_BYTES: bytes().optional(),
  TRINO_CONCURRENT_QUERIES: integer(1, 200).default(5),
  RECKONER_QUERY_BYTES_PER_DAY: bytes().optional(),
  RECKONER_QUERY_SECONDS_PER_DAY: integer(1, 86_400_000).optional(),
};

type EngineSettings = z.infer<z.ZodObject<typeof engineVariables>>;
type AwsRegion = { readonly AWS_REGION?: string; readonly AWS_DEFAULT_REGION?: string };

/** What the chosen engine lacks, in plain words. */
export function engineFaults(settings: EngineSettings & AwsRegion): string[] {
  switch (settings.SQL_ENGINE) {
    case "duckdb":
      return [];
    case "athena":
      return missing("athena", {
        AWS_REGION: settings.AWS_REGION ?? settings.AWS_DEFAULT_REGION,
        ATHENA_WORKGROUP: settings.ATHENA_WORKGROUP,
      });
    case "trino":
      return missing("trino", { TRINO_URL: settings.TRINO_URL, TRINO_CATALOG: settings.TRINO_CATALOG });
    default:
      return settings.SQL_ENGINE satisfies never;
  }
}

function missing(engine: string, needed: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(needed).flatMap(([name, value]) =>
    value === undefined ? [`${name} is needed when SQL_ENGINE is ${engine}`] : [],
  );
}

/** The chosen engine; `settings` must have no faults. */
export function engineOf(settings: EngineSettings & AwsRegion): EngineConfig {
  switch (settings.SQL_ENGINE) {
    case "duckdb":
      return { name: "duckdb" };
    case "athena":
      return {
        name: "athena",
        region: settings.AWS_REGION ?? settings.AWS_DEFAULT_REGION ?? "",
        workgroup: settings.ATHENA_WORKGROUP ?? "",
        catalog: settings.ATHENA_CATALOG,
        database: settings.ATHENA_DATABASE ?? null,
        outputLocation: settings.ATHENA_OUTPUT_LOCATION ?? null,
        reuseMinutes: settings.ATHENA_REUSE_MINUTES,
        maxScannedBytes: settings.ATHENA_MAX_SCANNED_BYTES,
        concurrentQueries: settings.ATHENA_CONCURRENT_QUERIES,
        usdPerTerabyte: settings.ATHENA_USD_PER_TERABYTE,
      };
    case "trino":
      return {
        name: "trino",
        baseUrl: settings.TRINO_URL ?? "",
        user: settings.TRINO_USER,
        password: settings.TRINO_PASSWORD ?? null,
        token: settings.TRINO_TOKEN ?? null,
        catalog: settings.TRINO_CATALOG ?? "",
        schema: settings.TRINO_SCHEMA ?? null,
        maxScannedBytes: settings.TRINO_MAX_SCANNED_BYTES ?? null,
        concurrentQueries: settings.TRINO_CONCURRENT_QUERIES,
      };
    default:
      return settings.SQL_ENGINE satisfies never;
  }
}

/** A person's day on Athena where nothing is said: a terabyte, five dollars at the list price. */
const athenaBytesPerDay = 1e12;

/** The budgets as set. Left unset, there is one on Athena only, whose bytes cost money. */
export function budgetOf(settings: EngineSettings): BudgetConfig {
  return {
    bytesPerDay: settings.RECKONER_QUERY_BYTES_PER_DAY ?? (settings.SQL_ENGINE === "athena" ? athenaBytesPerDay : null),
    secondsPerDay: settings.RECKONER_QUERY_SECONDS_PER_DAY ?? null,
  };
}
