import { phiSquaredOf } from "./association.ts";
import { adjustForComparisons, chiSquaredTail, kolmogorovTail } from "./significance.ts";
import { checkMatrix, type FeatureMatrix } from "./trees/feature-matrix.ts";

/** A difference between two samples: its size, 0 … 1, and the chance of one so great when there is none. */
export type DriftTest = {
  readonly test: "kolmogorov-smirnov" | "chi-squared";
  /** Kolmogorov-Smirnov distance, or Cramér's V of sample and category. */
  readonly effect: number;
  readonly pValue: number;
  /** `pValue` corrected for the number of tests (Benjamini and Hochberg 1995). */
  readonly adjustedPValue: number;
};

/** What has become of one column. */
export type ColumnDrift = {
  readonly feature: string;
  /** Of the values that are present; undefined when one of the samples has none. */
  readonly values: DriftTest | undefined;
  /** Of how many are missing. */
  readonly missing: DriftTest;
  /** Whether the values or the gaps are different by chance hardly ever, and by enough to matter. */
  readonly hasDrifted: boolean;
};

/**
 * When a difference counts. Of 100,000 rows every trifle is significant, so both must hold: the corrected p-value is at
 * most `significance`, and the effect is at least `distance` (numbers) or `association` (categories and gaps). 0.1 is
 * where Cohen 1988 has a small effect begin, and where the population stability index is near its own first mark.
 */
export type DriftRule = { readonly significance: number; readonly distance: number; readonly association: number };

export const defaultDriftRule: DriftRule = { significance: 0.01, distance: 0.1, association: 0.1 };

/**
 * Tests every column of two matrices with the same features: numbers by Kolmogorov and Smirnov, categories and the share
 * of missing values by chi-squared. Throws `INTERNAL` for different features.
 */
export function testDrift(
  reference: FeatureMatrix,
  current: FeatureMatrix,
  rule: DriftRule = defaultDriftRule,
): ColumnDrift[] {
  checkMatrix(reference);
  checkMatrix(current, reference.features);
  const columns = reference.features.map((feature, index) => {
    const before = presentOf(reference.columns[index]!, reference.rows);
    const after = presentOf(current.columns[index]!, current.rows);
    const gaps = [before.length, reference.rows - before.length, after.length, current.rows - after.length];
    const isComparable = before.length > 0 && after.length > 0;
    const measure = () =>
      feature.kind === "numeric"
        ? kolmogorovSmirnov(before, after)
        : categoryTest(before, after, feature.categories.length);
    return {
      feature,
      values: isComparable ? measure() : undefined,
      missing: tableTest(Float64Array.from(gaps), 2),
    };
  });
  const raw = columns.flatMap(({ values, missing }) => [values?.pValue ?? NaN, missing.pValue]);
  const adjusted = adjustForComparisons(raw);
  return columns.map(({ feature, values, missing }, index): ColumnDrift => {
    const valueTest = values && { ...values, adjustedPValue: adjusted[2 * index]! };
    const missingTest = { ...missing, adjustedPValue: adjusted[2 * index + 1]! };
    const counts = (test: DriftTest | undefined) =>
      test !== undefined &&
      test.adjustedPValue <= rule.significance &&
      test.effect >= (test.test === "kolmogorov-smirnov" ? rule.distance : rule.association);
    return {
      feature: feature.name,
      values: valueTest,
      missing: missingTest,
      hasDrifted: counts(valueTest) || counts(missingTest),
    };
  });
}

type RawTest = Omit<DriftTest, "adjustedPValue">;

/**
 * The greatest distance of the two empirical distribution functions, ties taken together, and its asymptotic p-value,
 * which is right to some percent from about 50 rows on and errs to the safe side where there are ties. Both samples
 * without NaN; they are not changed.
 */
export function kolmogorovSmirnov(first: Float32Array, second: Float32Array): RawTest {
  const a = first.toSorted();
  const b = second.toSorted();
  let distance = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  const pValue = kolmogorovTail(distance, (a.length * b.length) / (a.length + b.length));
  return { test: "kolmogorov-smirnov", effect: distance, pValue };
}

function categoryTest(before: Float32Array, after: Float32Array, categories: number): RawTest {
  const table = new Float64Array(2 * categories);
  for (const code of before) table[code] = table[code]! + 1;
  for (const code of after) table[categories + code] = table[categories + code]! + 1;
  return tableTest(table, categories);
}

/** Pearson's chi-squared test of a table of two rows; no difference where it has a single column. */
function tableTest(table: Float64Array, columns: number): RawTest {
  const { phiSquared, usedRows, usedColumns } = phiSquaredOf(table, columns);
  const total = table.reduce((sum, count) => sum + count, 0);
  if (usedRows < 2 || usedColumns < 2) return { test: "chi-squared", effect: 0, pValue: 1 };
  const pValue = chiSquaredTail(phiSquared * total, usedColumns - 1);
  return { test: "chi-squared", effect: Math.min(1, Math.sqrt(phiSquared)), pValue };
}

function presentOf(column: Float32Array, rows: number): Float32Array {
  return column.subarray(0, rows).filter((value) => value === value);
}
