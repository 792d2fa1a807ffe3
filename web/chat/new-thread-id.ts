/** An id for a conversation that begins: 16 hexadecimal digits, from the browser's own source of randomness. */
export function newThreadId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `thread_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
