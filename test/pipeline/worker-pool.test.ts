import { expect, test } from "vitest";

import { binMatrix } from "#ml";

import { growTrees, type GrowTask } from "../../pipeline/stages/train/grow-trees.ts";
import { createWorkerPool } from "../../pipeline/workers/worker-pool.ts";
import { mixedData, smallOptions } from "../ml/fixtures.ts";

const { matrix, target } = mixedData(6000);
const numbered = (from: number, to: number) => Uint32Array.from({ length: to - from }, (_, index) => from + index);
const { objective: _objective, seed: _seed, ...settings } = smallOptions;
const task = (rounds: number, alpha: number): GrowTask => ({
  objective: { name: "quantile", alpha },
  // No monotone features: a quantile takes none.
  trees: { ...settings, rounds, depth: 6, earlyStoppingRounds: 1000 },
  binned: binMatrix(matrix, { shared: true }),
  target,
  growingRows: numbered(0, 5000),
  stoppingRows: numbered(5000, 6000),
  calibration: { matrix, target },
  seed: 1,
});

test(
  "grows on two threads what one thread grows, and leaves an assistant free for the next task",
  {
    timeout: 60_000,
  },
  async () => {
    const pool = createWorkerPool(2, new AbortController().signal);
    const [long, short, later] = [task(150, 0.9), task(5, 0.1), task(10, 0.5)];
    try {
      const grownLong = pool.run({ kind: "grow", ...long });
      // The thread that ends first assists the other; the task that comes then is not kept waiting for it.
      const grownShort = await pool.run({ kind: "grow", ...short });
      const ended: string[] = [];
      const both = await Promise.all([
        grownLong.then((grown) => (ended.push("long"), grown)),
        pool.run({ kind: "grow", ...later }).then((grown) => (ended.push("later"), grown)),
      ]);
      const alone = [short, long, later].map((one) => growTrees(one, () => undefined));
      expect([grownShort, ...both]).toEqual(alone);
      expect(ended).toEqual(["later", "long"]);
    } finally {
      await pool.close();
    }
  },
);

test("a task that fails frees its thread and the one that assists it", { timeout: 60_000 }, async () => {
  const pool = createWorkerPool(2, new AbortController().signal);
  const good = task(3, 0.5);
  try {
    const failing = pool.run({ kind: "grow", ...good, target: new Float64Array(6000).fill(NaN) });
    await expect(failing).rejects.toThrow("The target of row 0 is not a finite number");
    const grown = await Promise.all([1, 2, 3].map(() => pool.run({ kind: "grow", ...good })));
    const alone = growTrees(good, () => undefined);
    expect(grown).toEqual([alone, alone, alone]);
  } finally {
    await pool.close();
  }
});
