import { instantiateKernels, kernelModule } from "./instance.ts";
import { controlAddress, jobFields } from "./job.ts";
import { createKernelMemory } from "./memory.ts";

/**
 * A memory to train in, for `trainTrees`. It can be sent to other threads, which may call `assistTraining` on it
 * before, while or after the training runs. Undefined where this machine trains without WebAssembly.
 */
export function createTrainingMemory(): WebAssembly.Memory | undefined {
  return kernelModule() === null ? undefined : createKernelMemory();
}

/**
 * Blocks the calling thread and takes its share of the training that runs in `memory`, until that training ends or
 * `dismissAssistants` is called. The trees do not depend on it. Returns the pieces of work it did.
 */
export function assistTraining(memory: WebAssembly.Memory): number {
  const module = kernelModule();
  return module === null ? 0 : instantiateKernels(module, memory).assist(controlAddress);
}

/** Sends every thread that assists in `memory` home, now and in future; the training goes on alone. */
export function dismissAssistants(memory: WebAssembly.Memory): void {
  const words = new Int32Array(memory.buffer);
  Atomics.store(words, (controlAddress + jobFields.closed) / 4, 1);
  Atomics.notify(words, (controlAddress + jobFields.claim) / 4);
}
