/** How a call goes wrong: too many of them, a server's fault, or a refusal with Slack's code. */
export type Fault = { readonly retryAfterSeconds: number } | { readonly status: number } | { readonly error: string };

/** Faults that wait for their calls, by method. */
export function createFaults(): {
  readonly add: (method: string, fault: Fault, times?: number) => void;
  /** The fault of a call that comes now; null where none waits for it. */
  readonly take: (method: string) => Fault | null;
} {
  const waiting = new Map<string, Fault[]>();
  return {
    add: (method, fault, times = 1) => {
      waiting.set(method, [...(waiting.get(method) ?? []), ...Array.from({ length: times }, () => fault)]);
    },
    take: (method) => waiting.get(method)?.shift() ?? null,
  };
}
