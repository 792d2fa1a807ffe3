export { ancestorsOf, noEffectColumnsOf } from "./causal-model.ts";
export {
  columnNames,
  randomlyMissingColumns,
  sampleColumns,
  type ColumnName,
  type SampleColumn,
  type TargetName,
} from "./columns.ts";
export { generateSample } from "./generate.ts";
export { sampleManifestSchema, type SampleManifest } from "./manifest.ts";
export { sampleDefaults, type GenerateSampleOptions, type PopulationOptions, type SampleProgress } from "./options.ts";
export { modelSteps, type ModelStep } from "./population.ts";
export {
  simulate,
  type ColumnChange,
  type Intervention,
  type MeanChange,
  type SampleCustomer,
  type TrueEffect,
} from "./simulate.ts";
