import type { Table } from "./domain.ts";
import type { AnomalySpec, SegmentsSpec } from "./model-schema.ts";
import { describedTable, plainColumn as plain } from "./plain-column.ts";
import type { ColumnFile, DomainFile } from "./schema.ts";

/** How many traits are told of an unusual customer and of a segment. */
export const traitCount = 3;

/** The tables that the domain's models of the unusual and of the alike fill. */
export function modelTables(file: DomainFile): Table[] {
  return file.models.flatMap((model) => {
    if (model.kind === "anomaly") return [anomaliesTable(file, model)];
    if (model.kind === "segments") return [segmentsTable(file, model)];
    return [];
  });
}

function anomaliesTable({ entity, databases }: DomainFile, { table, review, prediction }: AnomalySpec): Table {
  return describedTable(
    databases.analytics,
    table,
    `one row a listed ${entity.singular}`,
    `The most unusual ${entity.plural}, to be looked at: the ${review.top} with the highest ${prediction} and every one above ${review.above}, with the columns that stand out most.`,
    [
      plain(entity.column, "string", `The ${entity.singular}'s identifier`, "id"),
      plain("anomaly_rank", "int", "1 for the most unusual", "meta"),
      plain(prediction, "double", "The anomaly score, 0 to 1; about 0.5 is usual", "prediction"),
      plain("reason", "string", `above (${review.above}) or top (${review.top})`, "meta"),
      ...traits((rank) => [
        plain(`trait_${rank}`, "string", `Column that stands out${ordinals[rank - 1]} most`, "explanation"),
        {
          ...plain(`trait_${rank}_value`, "string", `The ${entity.singular}'s value of trait_${rank}`, "explanation"),
          missing: "structural",
        },
        plain(
          `trait_${rank}_cuts`,
          "double",
          `By how many cuts trait_${rank} brings the ${entity.singular} nearer to being set apart from everybody else; the larger, the more unusual`,
          "explanation",
        ),
      ]),
    ],
  );
}

function segmentsTable({ entity, databases, results }: DomainFile, { table, column }: SegmentsSpec): Table {
  return describedTable(
    databases.analytics,
    table,
    "one row a segment",
    `The segments of ${results.table}.${column}: their size and what sets them apart.`,
    [
      plain(column, "string", "Name of the segment", "meta"),
      plain("segment_number", "int", "Number of the segment, the same from run to run", "meta"),
      plain(entity.plural, "int", `${entity.plural} in the segment`, "meta"),
      plain("share", "double", `Share of all ${entity.plural}`, "meta"),
      plain("mean_outcome", "double", `Mean ${results.defaultMeasure} of the segment on the training split`, "meta"),
      ...traits((rank) => [
        plain(`trait_${rank}`, "string", `Column that sets the segment apart${ordinals[rank - 1]} most`, "explanation"),
        plain(`trait_${rank}_mean`, "double", `Mean of trait_${rank} in the segment`, "explanation"),
        plain(`trait_${rank}_overall`, "double", `Mean of trait_${rank} over all ${entity.plural}`, "explanation"),
        plain(
          `trait_${rank}_difference`,
          "double",
          `How far the segment lies from everybody on trait_${rank}, in standard deviations`,
          "explanation",
        ),
      ]),
    ],
  );
}

const ordinals = ["", " second", " third"] as const;

function traits(columns: (rank: number) => ColumnFile[]): ColumnFile[] {
  return Array.from({ length: traitCount }, (_, index) => columns(index + 1)).flat();
}
