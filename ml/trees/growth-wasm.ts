import { instantiateKernels, kernelModule, type Kernels } from "../kernels/instance.ts";
import { controlAddress, maximalUnits } from "../kernels/job.ts";
import { createKernelMemory, growTo } from "../kernels/memory.ts";
import type { GrowthKernels } from "./growth-kernels.ts";
import { planGrowth, type GrowthAddresses } from "./growth-memory.ts";
import type { GrowthSetup } from "./growth-setup.ts";
import { createJobWriter } from "./growth-job.ts";
import { finishLogisticLoss, finishLoss, rowsPerProduct, sumPairs } from "./objective.ts";

/**
 * The kernels in WebAssembly, in `memory` (one of their own, unless given), with whatever threads assist there.
 * Undefined where there is no WebAssembly with vectors and threads, or 4 GiB do not hold the data.
 */
export function createWasmKernels(setup: GrowthSetup, memory?: WebAssembly.Memory): GrowthKernels | undefined {
  const module = kernelModule();
  const addresses = planGrowth(setup);
  if (module === null || addresses.wordCount > maximalUnits) return undefined;
  const space = memory ?? createKernelMemory();
  if (!growTo(space, addresses.size)) return undefined;
  return createGrowth(setup, addresses, instantiateKernels(module, space), space);
}

function createGrowth(
  setup: GrowthSetup,
  at: GrowthAddresses,
  wasm: Kernels,
  memory: WebAssembly.Memory,
): GrowthKernels {
  const { binned, target, baseMargin, validationRows } = setup;
  const { buffer } = memory;
  new Uint32Array(buffer, at.words, binned.words.length).set(binned.words);
  new Float64Array(buffer, at.target, binned.rows).set(target);
  new Uint32Array(buffer, at.validation, validationRows.length).set(validationRows);
  const margins = new Float64Array(buffer, at.margins, binned.rows).fill(baseMargin);
  const firstOrder = new Uint32Array(buffer, at.order[0], setup.trainRowCount);
  const firstPairs = new Float32Array(buffer, at.pairs[0], 2 * setup.trainRowCount);
  const firstFollowers = new Uint32Array(buffer, at.followers[0], setup.followerCount);
  const table = new Uint8Array(buffer, at.leftByBin, 256);
  const job = createJobWriter(setup, at, buffer);
  const lossOf = createLoss(setup, at, wasm, buffer);
  const side = (level: number) => (level & 1) as 0 | 1; // the two values of a number's last bit
  return {
    margins,
    startTree(used, followers) {
      firstOrder.set(used);
      firstFollowers.set(followers);
      const loss = lossOf(at.order[0], used.length, at.pairs[0]);
      return { ...sumPairs(firstPairs, used.length), loss };
    },
    useFeatures: (features) => job.useFeatures(features),
    partition({ level, start, end, followerStart, followerEnd }, feature, leftByBin) {
      const [from, to] = [side(level), side(level + 1)];
      table.set(leftByBin);
      const bytes = at.words + 4 * (feature >> 2) * binned.rows + (feature & 3);
      const { order, pairs, followers, leftByBin: ways } = at;
      const [orderFrom, pairsFrom, orderTo, pairsTo] = [order[from], pairs[from], order[to], pairs[to]];
      return {
        middle: wasm.partitionRows(bytes, ways, orderFrom, pairsFrom, orderTo, pairsTo, start, end),
        followerMiddle: wasm.partitionFollowers(
          bytes,
          ways,
          followers[from],
          followers[to],
          followerStart,
          followerEnd,
        ),
      };
    },
    expand(expansion) {
      job.describe(expansion, side(expansion.rows.level));
      wasm.runJob(controlAddress, job.unitCount());
      return job.results(expansion);
    },
    closeLeaf({ level, start, end, followerStart, followerEnd }, value) {
      wasm.addToMargins(at.margins, at.order[side(level)], start, end, value);
      wasm.addToMargins(at.margins, at.followers[side(level)], followerStart, followerEnd, value);
    },
    residualQuantile({ level, start, end }, alpha) {
      wasm.writeResiduals(at.order[side(level)], start, end, at.target, at.margins, at.residuals);
      return quantileOf(wasm, at.residuals, end - start, alpha);
    },
    validationLoss: () => (validationRows.length === 0 ? NaN : lossOf(at.validation, validationRows.length, 0)),
  };
}

/** As `quantileOfSorted`, of doubles that are not sorted: only the two elements around the place are looked for. */
function quantileOf(wasm: Kernels, values: number, count: number, p: number): number {
  const place = p * (count - 1);
  const below = Math.floor(place);
  const low = wasm.selectRank(values, count, below);
  const high = below + 1 < count ? wasm.leastOf(values, below + 1, count) : low;
  return low + (place - below) * (high - low);
}

/** The mean loss of rows, whose gradients go to `pairs` unless it is 0. */
function createLoss(
  { objective }: GrowthSetup,
  at: GrowthAddresses,
  wasm: Kernels,
  buffer: ArrayBufferLike,
): (order: number, count: number, pairs: number) => number {
  return (order, count, pairs) => {
    switch (objective.name) {
      case "squared":
        return finishLoss(objective, wasm.squaredGradients(order, count, at.target, at.margins, pairs), count);
      case "quantile": {
        const loss = wasm.quantileGradients(order, count, at.target, at.margins, pairs, objective.alpha);
        return finishLoss(objective, loss, count);
      }
      case "logistic": {
        const loss = wasm.logisticGradients(order, count, at.target, at.margins, pairs, at.products);
        const products = new Float64Array(buffer, at.products, Math.ceil(count / rowsPerProduct));
        return finishLogisticLoss(loss, products, count);
      }
    }
  };
}
