/** What `reckoner sql --help` prints. */
export const sqlHelp = `Usage: reckoner sql [options] QUERY
       npm run sql -- [options] QUERY

Runs one query in Athena's dialect, through the guard, on the engine that SQL_ENGINE names. The rows go to standard
output; what was withheld, rows, bytes and time go to standard error. Without QUERY, or with "-", the query is read
from standard input.

Options
  --json           print the whole result as one line of JSON
  --csv            print a header and the rows as CSV; NULL is an empty field, an empty text is ""
  --max-rows N     rows given at most (RECKONER_QUERY_ROWS)
  --role ROLE      viewer, analyst, steward, admin or auditor: whose rights apply (RECKONER_ROLE)
  --engine ENGINE  duckdb, athena or trino, instead of SQL_ENGINE
  --explain        run nothing; show the decision and why, what is read, where each column comes from, and the text
                   for Athena and for DuckDB. With --json as one line
  --check FILE     judge a file of queries ("-": standard input), one line of JSON each, and print one for each:
                     in   {"id": "q1", "sql": "SELECT …", "role": "viewer"}
                     out  {"id": "q1", "decision": "allow", "code": null, "reason": null, "sql": "SELECT …"}
                   Needs no results. A line that cannot be read is denied with BAD_REQUEST
  --run            with --check: run what is allowed, and add columns, rows, truncated and error
                   ({"code", "detail", "hint"} or null)
  --ddl LOCATION   print the statements that make databases, tables and views in Athena over a copy of a run's folder
                   at LOCATION (s3://bucket/prefix)
  -h, --help       this text

Decisions
  allow    the query runs as it is; only its spelling changes: full table names, stars and aliases written out, and a
           LIMIT that changes nothing
  rewrite  it runs, but may give other rows: groups or columns were left out for privacy, or the cap on rows stands in
           for its LIMIT where it could give more than one row; reason says which
  deny     it does not run; code and reason say why, and how to mend it

Examples
  npm run sql -- "SELECT model, metric, value FROM model_metrics WHERE data_split = 'test' ORDER BY 1, 2"
  npm run -s sql -- --csv --max-rows 5000 "SELECT * FROM explanations" > explanations.csv
  npm run sql -- --explain --role viewer "SELECT model, avg(prediction) AS mean FROM predictions GROUP BY 1"
  npm run -s sql -- --check queries.jsonl --run > results.jsonl

Exit codes: 0 done (also when lines of a file are denied or fail), 1 failed or refused, 2 wrong usage or settings.
`;
