export { createTools } from "./create-tools.ts";
export { createCustomerProfile, type CustomerProfile } from "./customer-profile.ts";
export type { ToolDeps } from "./deps.ts";
export type { EvidenceDraft } from "./evidence-draft.ts";
export type { Evidence, EvidenceColumn, EvidenceTable } from "./evidence.ts";
export { correlationSql } from "./get-feature-stats.ts";
export { protectedFeature } from "./protected-feature.ts";
export { createModelLoader, type ModelFolder } from "./load-served-model.ts";
export { type InputRow, type ServedModel } from "./served-model.ts";
