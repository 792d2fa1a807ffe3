/**
 * A feed with a greater share of bad rows stops the run: it is broken, not dirty. The sample's planted defects are
 * 0.3 %; at 5 % a column, a delimiter or an export has gone wrong, and models trained on the rest would be biased.
 */
export const maximalBadShare = 0.05;
