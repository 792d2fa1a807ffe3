/**
 * Every measurement that the README names, one after the other: `npm run bench`, or `npm run bench -- trees forest`.
 * Peers are taken from the Python in RECKONER_BENCH_PYTHON (python3 where it is not set) with xgboost, shap and
 * scikit-learn; a piece whose peer is missing says so and measures ours alone.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const pieces = {
  trees: { file: "trees.ts", what: "training, prediction and contributions beside XGBoost and shap" },
  forest: { file: "forest.ts", what: "isolation forest beside scikit-learn" },
  pipeline: { file: "pipeline.ts", what: "the whole pipeline, from nothing to live results" },
  sql: { file: "sql.ts", what: "the guard, and the forty questions' queries on DuckDB" },
  isolation: { file: "sql-isolation.ts", what: "short queries beside heavy ones" },
  checks: { file: "checks.ts", what: "the checks of an answer" },
  turns: { file: "turns.ts", what: "whole turns, 1, 16 and 64 conversations at once, through the service and HTTP" },
  customers: { file: "customers.ts", what: "a customer over HTTP, 100 at once, from the run's file and by a query" },
  charts: { file: "charts.ts", what: "pictures of charts, for the page and as PNG" },
  load: {
    file: "load.ts",
    what: "64 conversations at once, some of whose clients leave and come back: none lost, memory flat",
  },
  tokens: { file: "tokens.ts", what: "input tokens of the forty questions on the way to Bedrock, over the live run" },
} as const;

const given = process.argv.slice(2);
/** Names of pieces; what begins with a dash is passed on to them. */
const [asked, flags] = [given.filter((one) => !one.startsWith("-")), given.filter((one) => one.startsWith("-"))];
const unknown = asked.filter((name) => !Object.hasOwn(pieces, name));
if (unknown.length > 0) {
  console.error(`There is no measurement ${unknown.join(", ")}. There are: ${Object.keys(pieces).join(", ")}.`);
  process.exit(2);
}
let failed = 0;
for (const [name, { file, what }] of Object.entries(pieces)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n== ${name}: ${what}\n`);
  const script = fileURLToPath(new URL(file, import.meta.url));
  const { status } = spawnSync(process.execPath, ["--import", "tsx", script, ...flags], { stdio: "inherit" });
  if (status !== 0) failed++;
}
process.exit(failed > 0 ? 1 : 0);
