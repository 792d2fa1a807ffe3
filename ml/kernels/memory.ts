/** Bytes of a page of WebAssembly memory, and the pages that 32 bits address. */
const pageBytes = 65_536;
const maximalPages = 65_536;

/** Everything starts on a cache line. */
const alignment = 64;

/** A memory for kernels, one page large, that other threads may work in as well. */
export function createKernelMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 1, maximum: maximalPages, shared: true });
}

/** Hands out addresses, one after the other. */
export type AddressPlan = {
  /** The address of the next `bytes` bytes. */
  take(bytes: number): number;
  /** Bytes up to the end of what was taken. */
  size(): number;
};

/** An empty plan from address `from` on. */
export function planAddresses(from: number): AddressPlan {
  let next = Math.ceil(from / alignment) * alignment;
  return {
    take(bytes) {
      const address = next;
      next += Math.ceil(bytes / alignment) * alignment;
      return address;
    },
    size: () => next,
  };
}

/** Makes a memory at least `bytes` long. False where 32 bits do not address as much or the machine has it not. */
export function growTo(memory: WebAssembly.Memory, bytes: number): boolean {
  const pages = Math.ceil(bytes / pageBytes) - memory.buffer.byteLength / pageBytes;
  if (pages <= 0) return true;
  if (Math.ceil(bytes / pageBytes) > maximalPages) return false;
  try {
    memory.grow(pages);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
