import type { Relation } from "../relation.ts";
import { monotoneChange, zeroChange } from "./changing.ts";
import { detour, followUp, narrowedFollowUp, otherRole } from "./conversing.ts";
import { complement, partsOfWhole, shareOfCounts, subset, threshold, weightedMeans } from "./counting.ts";
import { comparisonOrder, mirroredOrder, orderStatistics, topWithinTop, winnerOfRanking } from "./ordering.ts";
import {
  courtesy,
  filterOrder,
  letterCase,
  sentenceForm,
  shareOrPercent,
  synonym,
  typingError,
  unitChange,
  valueSynonym,
} from "./wording.ts";

/** Every relation that answers are held to, on each data set. */
export const relations: readonly Relation[] = [
  sentenceForm,
  synonym,
  valueSynonym,
  filterOrder,
  unitChange,
  shareOrPercent,
  courtesy,
  letterCase,
  typingError,
  partsOfWhole,
  weightedMeans,
  complement,
  subset,
  threshold,
  shareOfCounts,
  orderStatistics,
  topWithinTop,
  mirroredOrder,
  winnerOfRanking,
  comparisonOrder,
  zeroChange,
  monotoneChange,
  followUp,
  narrowedFollowUp,
  detour,
  otherRole,
];
