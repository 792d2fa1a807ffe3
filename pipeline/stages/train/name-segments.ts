import type { SegmentsSpec } from "#knowledge";

/** What a segment is named by. */
export type SegmentProfile = {
  /** Of the centroid from everybody in standard deviations, in the order of the inputs. */
  readonly differences: readonly number[];
  readonly meanOutcome: number;
  /** Its name in the live run, where it is the same segment; null where it is new. */
  readonly nameBefore: string | null;
};

/** A difference below this sets no segment apart. */
const clearDifference = 0.3;

/**
 * A name for each segment, no two the same. The one with the highest mean outcome gets `spec.best`. A segment of the
 * live run keeps its name. The others are named for what they stand out by: of all segments' differences, the
 * greatest first, each gives its segment the dictionary's name for that column and direction, unless the segment or
 * the name is taken. What is left is named by its strongest column's label, as "low response time".
 */
export function nameSegments(
  spec: SegmentsSpec,
  profiles: readonly SegmentProfile[],
  labelOf: (column: string) => string,
): string[] {
  const names: (string | null)[] = profiles.map(() => null);
  const taken = new Set<string>();
  const give = (segment: number, name: string | null) => {
    if (name === null || names[segment] !== null || taken.has(name)) return;
    names[segment] = name;
    taken.add(name);
  };
  const best = profiles.reduce((top, { meanOutcome }, at) => (meanOutcome > profiles[top]!.meanOutcome ? at : top), 0);
  give(best, spec.best);
  profiles.forEach(({ nameBefore }, segment) => give(segment, nameBefore));
  const differences = rankedDifferences(spec, profiles);
  for (const { segment, column, difference } of differences) {
    if (Math.abs(difference) < clearDifference) break;
    const phrases = spec.names.find((name) => name.column === column);
    give(segment, (difference > 0 ? phrases?.high : phrases?.low) ?? null);
  }
  for (const { segment, column, difference } of differences) {
    give(segment, `${difference > 0 ? "high" : "low"} ${labelOf(column)}`);
  }
  return names.map((name, segment) => name ?? `segment ${segment + 1}`);
}

type Difference = { readonly segment: number; readonly column: string; readonly difference: number };

/** Every segment's difference on every input, the greatest first; of equal ones the earlier segment and input. */
function rankedDifferences(spec: SegmentsSpec, profiles: readonly SegmentProfile[]): Difference[] {
  return profiles
    .flatMap(({ differences }, segment) =>
      spec.inputs.map((column, input) => ({ segment, column, difference: differences[input] ?? 0 })),
    )
    .toSorted((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
}
