import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { domainDirectory, loadDomain } from "#knowledge";
import { createGuard, renderAthenaDdl } from "#sql";

import { createEngine } from "../../api/create-engine.ts";
import type { OpenSql } from "../../api/open-sql.ts";
import { createTinyServeDatabase } from "./tiny-serve-database.ts";

/** `openSql` over the engagement domain's tiny results, in a folder that `remove` takes away. */
export async function openTinySql() {
  const domain = await loadDomain(domainDirectory("engagement"));
  const directory = await mkdtemp(path.join(tmpdir(), "reckoner-cli-sql-"));
  const run = { runId: "run_1", serveDatabasePath: await createTinyServeDatabase(directory, { domain }) };
  const opened = { engines: 0 };
  const openSql: OpenSql = async (config, { clock, ids, isolateQueries }) => ({
    check: createGuard({ domain }).check,
    privacyOf: (column) => {
      const [table, name] = column.split(".");
      return domain.tables.find((one) => one.name === table)?.columns.find((one) => one.name === name)?.privacy ?? null;
    },
    athenaDdl: (location) => renderAthenaDdl(domain.name, { location }),
    openEngine: () => {
      opened.engines++;
      const data = { ...config.data, directory };
      return createEngine({ ...config, data }, { domain, run, clock, ids, isolateQueries, watchDifferences: false });
    },
  });
  return { openSql, opened, domain, run, directory, remove: () => rm(directory, { recursive: true, force: true }) };
}
