import type { DuckDBConnection } from "@duckdb/node-api";
import { randomlyMissingColumns, sampleColumns } from "./columns.ts";
import { historyTableColumns, populationColumns } from "./feed-queries.ts";
import { createActivityHistory, type ActivityHistory } from "./history.ts";
import { createCustomerState, type CustomerState } from "./mechanism.ts";
import { createNoiseStream } from "./noise.ts";
import type { GenerateSampleOptions } from "./options.ts";
import { createNumberTable, type NumberTable } from "./number-table.ts";
import { createPersonSource, personColumns } from "./people.ts";
import { createPopulation } from "./population.ts";

/** Customers between two looks at the signal and two reports of progress. */
const blockCustomers = 5_000;

/** Share of values missing at random in `randomlyMissingColumns`. */
const missingShare = 0.005;

/**
 * Draws every customer into the working tables `population` and `history`, in order.
 *
 * @returns the number of days with a login
 * @throws the signal's reason when aborted
 */
export async function fillWorkingTables(
  connection: DuckDBConnection,
  options: Omit<GenerateSampleOptions, "directory">,
): Promise<{ readonly activityRows: number }> {
  const { customers, seed, signal } = options;
  options.onProgress?.({ step: "draw", done: 0, total: customers });
  const population = createPopulation(options);
  const state = createCustomerState();
  const history = createActivityHistory(options.activityDays);
  const populationTable = await createNumberTable(connection, "population", populationColumns);
  const historyTable = await createNumberTable(connection, "history", historyTableColumns);
  const fillRow = createRowWriter(seed);
  const row = new Float64Array(populationColumns.length);
  for (let index = 0; index < customers; index++) {
    population.draw(index, state, history);
    fillRow(index, state, row);
    populationTable.append(row);
    appendHistory(historyTable, index, history);
    if ((index + 1) % blockCustomers === 0 && index + 1 < customers) {
      options.onProgress?.({ step: "draw", done: index + 1, total: customers });
      // Lets the signal's source, a timer or a keypress, be heard.
      await new Promise((continueLater) => setImmediate(continueLater));
      signal.throwIfAborted();
    }
  }
  populationTable.close();
  historyTable.close();
  options.onProgress?.({ step: "draw", done: customers, total: customers });
  return { activityRows: historyTable.rows() };
}

/** Writes a customer in the order of `populationColumns`, customers counted from 1, with the random nulls. */
function createRowWriter(seed: number): (index: number, state: Readonly<CustomerState>, row: Float64Array) => void {
  const fillPerson = createPersonSource(seed);
  const missing = new Map(randomlyMissingColumns.map((name) => [name, createNoiseStream(seed, `missing ${name}`)]));
  const firstColumn = 2 + personColumns.length;
  const missingAt = sampleColumns.map((column) => missing.get(column.name));
  return (index, state, row) => {
    row[0] = index + 1;
    row[1] = state.tenure_days;
    fillPerson(index, row, 2);
    for (let i = 0; i < sampleColumns.length; i++) {
      const noise = missingAt[i];
      const isMissing = noise !== undefined && noise.uniform(index) < missingShare;
      row[firstColumn + i] = isMissing ? Number.NaN : state[sampleColumns[i]!.name];
    }
  };
}

function appendHistory(table: NumberTable, index: number, history: ActivityHistory): void {
  const days = history.logins.length;
  for (let day = 0; day < days; day++) {
    if (history.logins[day] === 0) continue;
    table.append([
      index + 1,
      days - 1 - day,
      history.logins[day]!,
      history.minutes[day]!,
      history.messages[day]!,
      history.posts[day]!,
      history.engagement[day]!,
    ]);
  }
}
