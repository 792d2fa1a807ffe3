export {
  assistTraining,
  createTrainingMemory,
  dismissAssistants,
  inviteAssistant,
  type Invitation,
} from "./kernels/assist.ts";
export type { KernelChoice } from "./kernels/instance.ts";
export {
  applyCalibration,
  calibrateScores,
  type BetaCalibration,
  type Calibration,
  type CalibrationData,
  type IsotonicCalibration,
  type PlattCalibration,
} from "./calibration/calibration.ts";
export { expectedCalibrationError } from "./calibration/calibration-error.ts";
export { parseCalibration, serialiseCalibration } from "./calibration/calibration-json.ts";
export {
  conformalHalfWidth,
  conformalQuantileMargin,
  coverage,
  sortCrossingQuantiles,
} from "./calibration/conformal.ts";
export { quantileInterval, type QuantileColumns } from "./calibration/quantile-interval.ts";
export { fitIsotonic, poolAdjacentViolators, type IsotonicBlock } from "./calibration/fit-isotonic.ts";
export { fitBeta, fitPlatt } from "./calibration/fit-logistic.ts";
export { adjustedRandIndex } from "./clusters/agreement.ts";
export { assignToCentroids, chooseClusterCount, silhouette, type ClusterChoice } from "./clusters/choose-clusters.ts";
export { fitKMeans, type Points } from "./clusters/fit-k-means.ts";
export type { Clustering } from "./clusters/lloyd.ts";
export { assign, matchClusters } from "./clusters/match-clusters.ts";
export {
  fitStandardisation,
  parseStandardisation,
  standardise,
  type Standardisation,
} from "./clusters/standardisation.ts";
export {
  anomalyReasons,
  anomalyScores,
  explainAnomalies,
  topAnomalies,
  type AnomalyReasons,
} from "./forest/anomaly-scores.ts";
export { fitIsolationForest } from "./forest/fit-isolation-forest.ts";
export { parseForest, serialiseForest } from "./forest/forest-json.ts";
export { averagePathLength, pathLengthModel, type IsolationForest } from "./forest/isolation-forest.ts";
export {
  defaultDriftRule,
  kolmogorovSmirnov,
  testDrift,
  type ColumnDrift,
  type DriftRule,
  type DriftTest,
} from "./drift.ts";
export { absoluteCorrelation, correlationRatio, cramersV, type Association } from "./association.ts";
export {
  decisionFairness,
  type DecisionFairness,
  type GroupDecisions,
  type GroupDifference,
} from "./fairness/decision-fairness.ts";
export type { Grouping, SmallGroup } from "./fairness/groups.ts";
export { kernelShap, type Background, type LocalExplanation, type PredictRows } from "./local/kernel-shap.ts";
export { limeSurrogate, type LimeSurrogate } from "./local/lime-surrogate.ts";
export { fitPlausibility, type PlausibilityReference } from "./local/plausibility-reference.ts";
export { plausibility, type Plausibility } from "./local/plausibility.ts";
export { rejectOption, reweighingWeights, thresholdsByGroup } from "./fairness/mitigation.ts";
export { proxyAssociations, type ProxyAssociation } from "./fairness/proxies.ts";
export { regressionFairness, type GroupErrors, type RegressionFairness } from "./fairness/regression-fairness.ts";
export { adjustForComparisons, chiSquaredTail, kolmogorovTail } from "./significance.ts";
export { shareDifference, wilsonInterval } from "./proportions.ts";
export { explainContributions, type Explanation } from "./shap/explain.ts";
export { explainInteractions, type Interactions } from "./shap/interactions.ts";
export { mixAndRate, type FeatureInGroup, type FeatureInGroups, type MixAndRate } from "./shap/mix-and-rate.ts";
export { rescaleContributions } from "./shap/rescale.ts";
export { valueCells, type ValueCells } from "./shap/value-cells.ts";
export { binMatrix, maximalBinCount, type BinnedMatrix } from "./trees/binning.ts";
export { checkMatrix, type FeatureMatrix, type FeatureSpec } from "./trees/feature-matrix.ts";
export { applyLink, logistic, logit, type Objective } from "./trees/objective.ts";
export { predict, predictMargins } from "./trees/predict.ts";
export {
  defaultTrainOptions,
  trainTrees,
  type TrainOptions,
  type TrainResult,
  type TrainRound,
} from "./trees/train.ts";
export { goesLeft, type Tree, type TreeModel } from "./trees/tree-model.ts";
export { parseXgboostJson } from "./xgboost/read-json.ts";
export { toXgboostJson } from "./xgboost/write-json.ts";
export {
  averageRanks,
  cohensD,
  correlationInterval,
  countByCuts,
  mean,
  meanDifference,
  pearson,
  populationStabilityIndex,
  quantile,
  quantileOfSorted,
  spearman,
  variance,
  type Interval,
  type Sample,
} from "./statistics.ts";
export { normalQuantile, studentTCumulative, studentTQuantile } from "./distributions.ts";
export {
  areaUnderRoc,
  brier,
  calibrationBins,
  confusionAt,
  logLoss,
  mae,
  pinball,
  precision,
  r2,
  recall,
  rmse,
  thresholdForRecall,
  type CalibrationBin,
  type Confusion,
  type Numbers,
} from "./metrics.ts";
