import { once } from "node:events";
import { Worker } from "node:worker_threads";

import { describe, expect, test } from "vitest";

import { createRandom } from "#core";
import {
  binMatrix,
  createTrainingMemory,
  dismissAssistants,
  inviteAssistant,
  predictMargins,
  toXgboostJson,
  trainTrees,
  type TrainOptions,
} from "#ml";

import { compiledKernels } from "../../ml/kernels/compiled.ts";
import { compileKernels } from "../../ml/kernels/compile.ts";
import { mixedData, numericMatrix, smallOptions } from "./fixtures.ts";

describe("the kernels' compiled module", () => {
  test("is what the sources give", { timeout: 60_000 }, async () => {
    expect(Buffer.from(await compileKernels()).toString("base64") === compiledKernels).toBe(true);
  });
});

const { matrix, target } = mixedData(3000);
const binned = binMatrix(matrix);
const outcome = target.map((value) => (value > 1 ? 1 : 0));
const trainRows = Uint32Array.from({ length: 2300 }, (_, row) => (row * 7) % 2300);
const validationRows = Uint32Array.from({ length: 700 }, (_, row) => 2300 + row);

const variants: readonly (readonly [string, Partial<TrainOptions>])[] = [
  ["squared error", {}],
  ["logistic loss", { objective: { name: "logistic" }, minChildWeight: 0.1 }],
  ["a low quantile", { objective: { name: "quantile", alpha: 0.1 } }],
  ["a high quantile", { objective: { name: "quantile", alpha: 0.9 }, depth: 7 }],
  ["sampled rows and features", { subsample: 0.6, columnSample: 0.5, seed: 9 }],
  ["monotone constraints", { monotone: Int8Array.of(1, -1, 0, 1, 0, 0) }],
  ["deep trees", { depth: 12, lambda: 0, minChildWeight: 0 }],
];

describe("binMatrix in WebAssembly", () => {
  test("gives the bytes and cuts of plain TypeScript", () => {
    const random = createRandom(4);
    const special = [0, -0, NaN, 1e-45, -1e-45, 3.4e38, -3.4e38, 1];
    const columns = [
      Float32Array.from({ length: 3000 }, () => random.normal() * 10 ** random.integer(8)),
      Float32Array.from({ length: 3000 }, () => special[random.integer(8)]!),
      new Float32Array(3000).fill(NaN),
      new Float32Array(3000).fill(-7),
    ];
    const mixed = numericMatrix(...columns);
    for (const maxBins of [255, 16]) {
      expect(binMatrix(mixed, { maxBins })).toEqual(binMatrix(mixed, { maxBins, kernels: "javascript" }));
    }
    expect(binMatrix(matrix)).toEqual(binMatrix(matrix, { kernels: "javascript" }));
  });
});

describe("trainTrees in WebAssembly", () => {
  test.each(variants)("gives the bytes of plain TypeScript: %s", (_, options) => {
    const [wasm, javascript] = (["wasm", "javascript"] as const).map((kernels) => {
      const trained = trainTrees({
        binned,
        target: options.objective?.name === "logistic" ? outcome : target,
        trainRows,
        validationRows,
        options: { ...smallOptions, rounds: 25, depth: 6, ...options, kernels },
      });
      return { json: toXgboostJson(trained.model), history: trained.history };
    });
    expect(wasm).toEqual(javascript);
  });
});

describe("predictMargins in WebAssembly", () => {
  test.each(variants)("gives the bits of plain TypeScript: %s", (_, options) => {
    const { model } = trainTrees({ binned, target, options: { ...smallOptions, rounds: 10, ...options } });
    for (const [from, to] of [
      [0, 3000],
      [7, 8],
      [100, 403],
    ] as const) {
      const javascript = predictMargins(model, matrix, from, to, "javascript");
      expect(predictMargins(model, matrix, from, to, "wasm")).toEqual(javascript);
    }
  });
});

describe("trainTrees with another thread's help", () => {
  test.each(variants.slice(0, 3))("gives the bytes of one thread: %s", { timeout: 30_000 }, async (_, options) => {
    const train = (memory?: WebAssembly.Memory) => {
      const trained = trainTrees({
        binned,
        target: options.objective?.name === "logistic" ? outcome : target,
        trainRows,
        validationRows,
        options: { ...smallOptions, rounds: 25, depth: 6, ...options },
        memory,
      });
      return { json: toXgboostJson(trained.model), history: trained.history };
    };
    const alone = train();
    // A busy machine may not let the other thread run while this one trains: until it has had its share.
    for (let pieces = 0; pieces === 0;) {
      const memory = createTrainingMemory()!; // the machine that tests has WebAssembly
      const assistant = new Worker(new URL("./assistant.mjs", import.meta.url), {
        workerData: inviteAssistant(memory),
        execArgv: [],
      });
      await once(assistant, "message");
      expect(train(memory)).toEqual(alone);
      [pieces] = (await once(assistant, "message")) as [number];
      await assistant.terminate();
    }
  });

  test("does not hold an assistant that is dismissed", { timeout: 30_000 }, async () => {
    const memory = createTrainingMemory()!; // the machine that tests has WebAssembly
    const assistant = new Worker(new URL("./assistant.mjs", import.meta.url), {
      workerData: inviteAssistant(memory),
      execArgv: [],
    });
    await once(assistant, "message");
    dismissAssistants(memory);
    expect(await once(assistant, "message")).toEqual([0]);
    await assistant.terminate();
  });
});
