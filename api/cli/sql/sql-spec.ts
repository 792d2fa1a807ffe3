import { roleOption, type CommandSpec } from "../spec/command-spec.ts";

export const sqlSpec = {
  name: "sql",
  summary: "run a query through the guard, explain it, or judge a file of them",
  usage: ["[options] QUERY"],
  about: [
    'Runs one query in Athena\'s dialect, through the guard, on the engine that SQL_ENGINE names. The rows go to standard output; what was withheld, rows, bytes and time go to standard error. Without QUERY, or with "-", the query is read from standard input.',
  ],
  tasks: {},
  options: {
    json: { about: "print the whole result as one line of JSON" },
    csv: { about: 'print a header and the rows as CSV; NULL is an empty field, an empty text is ""' },
    "max-rows": { value: "N", about: "rows given at most (RECKONER_QUERY_ROWS)" },
    role: roleOption,
    engine: {
      value: "ENGINE",
      about: "duckdb, athena or trino, instead of SQL_ENGINE",
      oneOf: ["duckdb", "athena", "trino"],
    },
    explain: {
      about:
        "run nothing; show the decision and why, what is read, where each column comes from, and the text for Athena and for DuckDB. With --json as one line",
    },
    check: {
      value: "FILE",
      about:
        'judge a file of queries ("-": standard input), one line of JSON each, and print one for each. Needs no results. A line that cannot be read is denied with BAD_REQUEST',
      completes: "file",
    },
    run: {
      about:
        'with --check: run what is allowed, and add columns, rows, truncated and error ({"code", "detail", "hint"} or null)',
    },
    ddl: {
      value: "LOCATION",
      about:
        "print the statements that make databases, tables and views in Athena over a copy of a run's folder at LOCATION (s3://bucket/prefix)",
    },
  },
  notes: [
    {
      title: "A file of queries (--check)",
      lines: [
        'in   {"id": "q1", "sql": "SELECT …", "role": "viewer"}',
        'out  {"id": "q1", "decision": "allow", "code": null, "reason": null, "sql": "SELECT …"}',
      ],
    },
    {
      title: "Decisions",
      lines: [
        "allow    the query runs as it is; only its spelling changes: full table names, stars",
        "         and aliases written out, and a LIMIT that changes nothing",
        "rewrite  it runs, but may give other rows: groups or columns were left out for privacy,",
        "         or the cap on rows stands in for its LIMIT; reason says which",
        "deny     it does not run; code and reason say why, and how to mend it",
      ],
    },
  ],
  examples: [
    "npx reckoner sql \"SELECT model, metric, value FROM model_metrics WHERE data_split = 'test' ORDER BY 1, 2\"",
    'npx reckoner sql --csv --max-rows 5000 "SELECT * FROM model_metrics" > metrics.csv',
    'npx reckoner sql --explain --role viewer "SELECT model, avg(prediction) AS mean FROM predictions GROUP BY 1"',
    "npx reckoner sql --check queries.jsonl --run > results.jsonl",
    "npx reckoner sql --ddl s3://my-bucket/reckoner/live",
  ],
  exitCodes:
    "0 done (also when lines of a file are denied or fail), 1 failed or refused, 2 wrong usage or settings, 130 stopped by Ctrl-C.",
} as const satisfies CommandSpec;
