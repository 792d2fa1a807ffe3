export type { Evidence, EvidenceColumn, EvidenceTable } from "./evidence.ts";
