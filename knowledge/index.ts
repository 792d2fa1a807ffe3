export type { FairnessPolicy, Mitigation, ReviewPolicy } from "./fairness-schema.ts";
export { findTable, inputColumns, primaryModel, resultColumn, type Domain, type Table } from "./domain.ts";
export { domainDirectory, loadDomain } from "./load-domain.ts";
export { featureReader, type CustomerRow } from "./read-feature.ts";
export type {
  Column,
  ColumnType,
  GlossaryEntry,
  Group,
  Interaction,
  Policy,
  PrivacyClass,
  ValueFormat,
  View,
} from "./schema.ts";
export {
  intervalLevelOf,
  quantileName,
  type AnomalySpec,
  type ClassificationSpec,
  type ModelSpec,
  type QuantilesSpec,
  type RegressionSpec,
  type SegmentsSpec,
} from "./model-schema.ts";
export { traitCount } from "./model-tables.ts";
export { topFeatureCount } from "./standard-tables.ts";
export { addVerifiedQuery } from "./add-verified-query.ts";
export {
  fillVerifiedQuery,
  fillWording,
  parameterFault,
  placeholdersOf,
  replacePlaceholders,
  type ParameterValues,
} from "./fill-verified-query.ts";
export type { QueryParameter, VerifiedQuery } from "./verified-query-schema.ts";
export { exampleQuestions, type ExampleTopic } from "./example-questions.ts";
