import { instantiateKernels, kernelModule } from "./instance.ts";
import { controlAddress, jobFields } from "./job.ts";
import { createKernelMemory } from "./memory.ts";

/**
 * A memory to train in, for one call of `trainTrees`, in which other threads can assist. Undefined where this machine
 * trains without WebAssembly.
 */
export function createTrainingMemory(): WebAssembly.Memory | undefined {
  return kernelModule() === null ? undefined : createKernelMemory();
}

/** What another thread needs to assist; it can be sent there. It holds until `dismissAssistants`. */
export type Invitation = { readonly memory: WebAssembly.Memory; readonly number: number };

/** Invites a thread to assist in a training before it runs, or while it does. */
export function inviteAssistant(memory: WebAssembly.Memory): Invitation {
  return { memory, number: Atomics.load(new Int32Array(memory.buffer), invitationWord) };
}

/**
 * Blocks the calling thread and takes its share of the training that runs in the memory, until the invitation is
 * withdrawn. The trees do not depend on it. Returns the pieces of work it did.
 */
export function assistTraining({ memory, number }: Invitation): number {
  const module = kernelModule();
  return module === null ? 0 : instantiateKernels(module, memory).assist(controlAddress, number);
}

/** Withdraws all invitations to a memory; a training there goes on alone. `trainTrees` does it when it is done. */
export function dismissAssistants(memory: WebAssembly.Memory): void {
  const words = new Int32Array(memory.buffer);
  Atomics.add(words, invitationWord, 1);
  Atomics.notify(words, (controlAddress + jobFields.claim) / 4);
}

const invitationWord = (controlAddress + jobFields.invitation) / 4;
