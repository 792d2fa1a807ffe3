export { findTable, inputColumns, primaryModel, resultColumn, type Domain, type Table } from "./domain.ts";
export { domainDirectory, loadDomain } from "./load-domain.ts";
export { featureReader, type CustomerRow } from "./read-feature.ts";
export type {
  Column,
  ColumnType,
  GlossaryEntry,
  Group,
  Interaction,
  ModelSpec,
  Policy,
  PrivacyClass,
  ValueFormat,
  View,
} from "./schema.ts";
export { topFeatureCount } from "./standard-tables.ts";
