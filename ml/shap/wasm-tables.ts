import { writeCodes } from "../kernels/codes.ts";
import { instantiateKernels, kernelModule, type Kernels } from "../kernels/instance.ts";
import { createKernelMemory, growTo, planAddresses } from "../kernels/memory.ts";
import { gaussLegendre } from "./gauss-legendre.ts";
import { maximalBits, type LeafPath, type PatternGroup } from "./pattern-groups.ts";
import { tableLength } from "./pattern-table.ts";
import { arenaLength, blockRows, type ContributionTables, type ExplainedColumns } from "./tables.ts";

/** The lengths that `assembly/patterns.ts` and `assembly/table.ts` state, in bytes. */
const [groupBytes, runBytes, leafBytes, playerBytes] = [24, 64, 16, 24];

/** Rows that the kernels treat together. */
const stepRows = 32;

/** Bytes for the records of the groups of a batch; more groups make another batch. */
const recordBytes = 1 << 20;

/** Groups have 16 bits, 16 features and 17 leaves at most. */
const largestTableBytes = maximalBits * 8 * 2 ** maximalBits;
const leavesBytes = (maximalBits + 1) * (leafBytes + maximalBits * playerBytes);

type Addresses = ReturnType<typeof planTables>;

/**
 * The tables in WebAssembly. Undefined where there is none with vectors and threads, or where 4 GiB do not hold the
 * rows: about ten bytes a row and feature.
 */
export function createWasmTables(columns: ExplainedColumns): ContributionTables | undefined {
  const module = kernelModule();
  if (module === null) return undefined;
  const at = planTables(columns);
  const memory = createKernelMemory();
  if (!growTo(memory, at.size)) return undefined;
  const wasm = instantiateKernels(module, memory);
  columns.codes.forEach((codes, feature) => {
    if (codes === undefined) return;
    const column = columns.matrix.columns[feature]!.subarray(columns.from, columns.to);
    writeCodes({ wasm, memory, scratch: at.arena }, codes, column, at.codes[feature]!, 2);
  });
  const rules = writeRules(memory.buffer, at.rules);
  return createTables(columns, at, wasm, memory.buffer, rules);
}

function planTables({ codes, from, to }: ExplainedColumns) {
  const rows = Math.ceil((to - from) / stepRows) * stepRows;
  const plan = planAddresses(64);
  const take = (bytes: number) => codes.map((feature) => (feature === undefined ? 0 : plan.take(bytes)));
  const addresses = {
    rows,
    codes: take(2 * rows),
    contributions: take(8 * rows),
    patterns: plan.take(2 * blockRows),
    rules: plan.take(4096),
    leaves: plan.take(leavesBytes),
    // Outcomes, products and the contributions of one leaf.
    scratch: plan.take(2 * 2 ** maximalBits + 64 + (maximalBits + 1) * 8 * 2 ** maximalBits),
    groups: plan.take(recordBytes),
    records: plan.take(recordBytes),
    // The features' values pass through here before there are tables.
    arena: plan.take(Math.max(8 * arenaLength, largestTableBytes, 4 * rows + 2 ** 20)),
  };
  return { ...addresses, size: plan.size() };
}

/** Writes the quadrature rules of 0 … 8 nodes after their addresses; returns where the addresses are. */
function writeRules(buffer: ArrayBufferLike, address: number): number {
  let next = address + 64;
  for (let count = 0; count <= maximalBits / 2; count++) {
    const { nodes, weights } = gaussLegendre(count);
    new Uint32Array(buffer)[address / 4 + count] = next;
    const target = new Float64Array(buffer, next, 2 * count);
    target.set(nodes);
    target.set(weights, count);
    next += 16 * count;
  }
  return address;
}

function createTables(
  { from, to }: ExplainedColumns,
  at: Addresses,
  wasm: Kernels,
  buffer: ArrayBufferLike,
  rules: number,
): ContributionTables {
  const integers = new Uint32Array(buffer);
  const writer = createRecordWriter(buffer, at);
  let groupCount = 0;
  let tableAt = at.arena;
  const flush = () => {
    for (let start = 0; start < at.rows; start += blockRows) {
      wasm.applyGroups(at.groups, groupCount, start, Math.min(blockRows, at.rows - start), at.patterns);
    }
    groupCount = 0;
    tableAt = at.arena;
    writer.restart();
  };
  return {
    add(group) {
      const bytes = 8 * tableLength(group);
      if (tableAt + bytes > at.arena + 8 * arenaLength || writer.isFull(group, groupCount)) flush();
      writer.leaves(group.leaves);
      const sliceCount = group.features.length;
      wasm.fillTable(at.leaves, group.leaves.length, tableAt, group.bitCount, sliceCount, rules, at.scratch);
      const runs = writer.runs(group);
      const columns = writer.columns(group);
      const record = [runs, group.runs.length, tableAt, group.bitCount, columns, sliceCount];
      integers.set(record, (at.groups + groupBytes * groupCount) / 4);
      groupCount++;
      tableAt += bytes;
    },
    finish() {
      flush();
      // Address 0 is that of a feature that no tree tests.
      return at.contributions.map((address) =>
        address === 0 ? new Float64Array(to - from) : new Float64Array(buffer, address, to - from).slice(),
      );
    },
  };
}

/** Writes what the kernels read of a group; records are kept until `restart`. */
function createRecordWriter(buffer: ArrayBufferLike, at: Addresses) {
  const integers = new Uint32Array(buffer);
  const doubles = new Float64Array(buffer);
  const shorts = new Uint16Array(buffer);
  let next = at.records;
  return {
    restart(): void {
      next = at.records;
    },
    isFull({ runs, features }: PatternGroup, groupCount: number): boolean {
      const bytes = runBytes * (runs.length + 1) + 4 * features.length;
      return next + bytes > at.records + recordBytes || (groupCount + 1) * groupBytes > recordBytes;
    },
    leaves(leaves: readonly LeafPath[]): void {
      let address = at.leaves;
      for (const { value, players } of leaves) {
        doubles[address / 8] = value;
        integers[address / 4 + 2] = players.length;
        address += leafBytes;
        for (const { slice, mask, wanted, coverRatio } of players) {
          integers[address / 4] = slice;
          integers[address / 4 + 1] = mask;
          integers[address / 4 + 2] = wanted;
          doubles[address / 8 + 2] = coverRatio;
          address += playerBytes;
        }
      }
    },
    runs({ runs }: PatternGroup): number {
      next = Math.ceil(next / runBytes) * runBytes;
      const address = next;
      for (const { feature, first, length, bit } of runs) {
        integers[next / 4] = at.codes[feature]!;
        shorts.fill(first, next / 2 + 8, next / 2 + 16);
        shorts.fill(length, next / 2 + 16, next / 2 + 24);
        shorts.fill(bit, next / 2 + 24, next / 2 + 32);
        next += runBytes;
      }
      return address;
    },
    columns({ features }: PatternGroup): number {
      const address = next;
      for (const feature of features) {
        integers[next / 4] = at.contributions[feature]!;
        next += 4;
      }
      return address;
    },
  };
}
