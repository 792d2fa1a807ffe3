export { createFileAnswerStore } from "./file-answer-store.ts";
export { createFileThreadStore } from "./file-thread-store.ts";
export { createFileUsageStore } from "./file-usage-store.ts";
export { createMemoryAnswerStore, createMemoryThreadStore } from "./memory-stores.ts";
export type { AnswerStore, StoredThread, ThreadStore } from "./port.ts";
