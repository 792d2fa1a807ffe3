export { createTools } from "./create-tools.ts";
export {
  createCustomerProfile,
  type CustomerProfile,
  type CustomerProfileOf,
  type ReadCustomer,
} from "./customer-profile.ts";
export { createCustomerText, type CustomerText } from "./customer-text.ts";
export type { ToolDeps } from "./deps.ts";
export type { EvidenceDraft } from "./evidence-draft.ts";
export type { Evidence, EvidenceColumn, EvidenceTable } from "./evidence.ts";
export { correlationSql } from "./get-feature-stats.ts";
export { handbookPages, type HandbookPage } from "./handbook-pages.ts";
export { checkPersonalData, maskPersonalData, type PersonalDataKind } from "./personal-data.ts";
export { protectedFeature } from "./protected-feature.ts";
export { parseToolInput } from "./parse-tool-input.ts";
export { createModelLoader, type ModelFolder } from "./load-served-model.ts";
export { type InputRow, type ServedModel } from "./served-model.ts";
export { checkEntityId, entityNotFound } from "./single-entity.ts";
export { usualQuestions, type UsualQuestion } from "./usual-questions.ts";
