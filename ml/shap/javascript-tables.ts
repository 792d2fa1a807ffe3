import { gaussLegendre } from "./gauss-legendre.ts";
import { maximalBits, type PatternGroup } from "./pattern-groups.ts";
import { addContributions, writePatterns } from "./pattern-kernels.ts";
import { fillPatternTable, tableLength } from "./pattern-table.ts";
import { arenaLength, blockRows, type ContributionTables, type ExplainedColumns } from "./tables.ts";

/** The tables in plain TypeScript: what runs without WebAssembly, and what the WebAssembly is held against. */
export function createJavascriptTables({ codes, matrix, from, to }: ExplainedColumns): ContributionTables {
  const rowCount = to - from;
  const rowCodes = codes.map((feature, index) => {
    if (feature === undefined) return undefined;
    const target = new Uint16Array(rowCount);
    feature.encode(matrix.columns[index]!, from, to, target);
    return target;
  });
  const contributions = codes.map(() => new Float64Array(rowCount));
  const rules = Array.from({ length: maximalBits / 2 + 1 }, (_, count) => gaussLegendre(count));
  const arena = new Float64Array(arenaLength);
  let filled = 0;
  let batch: GroupTable[] = [];
  const flush = () => {
    applyTables(batch, rowCodes, contributions, rowCount);
    arena.fill(0, 0, filled);
    filled = 0;
    batch = [];
  };
  return {
    add(group) {
      const length = tableLength(group);
      if (filled + length > arenaLength) flush();
      const table = length > arenaLength ? new Float64Array(length) : arena.subarray(filled, filled + length);
      filled = Math.min(arenaLength, filled + length);
      fillPatternTable(group, table, rules);
      batch.push({ group, table });
    },
    finish() {
      flush();
      return contributions;
    },
  };
}

type GroupTable = { readonly group: PatternGroup; readonly table: Float64Array };

function applyTables(
  batch: readonly GroupTable[],
  codes: readonly (Uint16Array | undefined)[],
  contributions: readonly Float64Array[],
  rowCount: number,
): void {
  const patterns = new Uint16Array(blockRows);
  const columns = batch.map(({ group }) => group.features.map((feature) => contributions[feature]!));
  for (let start = 0; start < rowCount; start += blockRows) {
    const count = Math.min(blockRows, rowCount - start);
    batch.forEach(({ group, table }, index) => {
      writePatterns(patterns, codes, group.runs, start, count);
      addContributions(columns[index]!, start, table, group.bitCount, patterns, count);
    });
  }
}
