import type { FeatureMatrix } from "#ml";

import { withDuckdb } from "../../duckdb/session.ts";
import { identifier, parquetFolder } from "../../duckdb/sql-text.ts";
import { loadMatrix, type LoadedMatrix } from "../../features/load-matrix.ts";
import { modelFeatures } from "../../features/model-features.ts";
import { selectFeatures } from "../../features/select-features.ts";
import { protectedAttributes } from "../../fairness/protected-attributes.ts";
import { correctedTraining, ownIdSql } from "../../review/corrections.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { LabelledRows } from "./grow-trees.ts";

/** Percent of the training customers that end the growing of trees, and grow none. */
const stoppingPercent = 8;

/** Percent that calibrate probabilities, choose thresholds and set the widths of intervals, and do nothing else. */
const calibrationPercent = 10;

/** The rows that every model is trained and judged on, in shared memory. */
export type TrainingRows = {
  /** The training split, and by place in it what each row is for. */
  readonly training: SplitRows;
  readonly growingRows: Uint32Array;
  readonly stoppingRows: Uint32Array;
  /** The training rows that calibrate, by themselves. */
  readonly calibration: SplitRows;
  /** Only measured on. */
  readonly test: SplitRows;
};

export type SplitRows = {
  readonly matrix: FeatureMatrix;
  /** The protected attributes of the same rows, as categories: only to judge by. */
  readonly attributes: FeatureMatrix;
  /** The rows with the outcome of one of the domain's models. */
  labelled(model: string): LabelledRows;
};

/**
 * Loads both splits, the training split with the outcomes that people corrected. What a training row is for hangs on its
 * id alone, so it stays from run to run.
 */
export async function loadTrainingRows({ domain, run, signal }: RunContext): Promise<TrainingRows> {
  const features = modelFeatures(domain);
  const attributes = protectedAttributes(domain);
  const id = domain.entity.column;
  const targets = domain.models.map((model) => identifier(model.target));
  const names = domain.models.map((model) => model.name);
  return withDuckdb({ temporaryDirectory: run.temporary, signal }, async (session) => {
    const load = async (relation: string): Promise<LoadedSplit> => ({
      ...(await loadMatrix(session, relation, id, features, [...targets, hashSql(id)])),
      attributes: (await loadMatrix(session, relation, id, attributes)).matrix,
    });
    const training = await load(await correctedTraining(run, domain));
    const hash = training.extras[targets.length] ?? new Float64Array(0);
    const rowsFrom = (from: number, to: number) =>
      Uint32Array.from(hash.keys()).filter((row) => hash[row]! >= from && hash[row]! < to);
    const calibrationRows = rowsFrom(stoppingPercent, stoppingPercent + calibrationPercent);
    return {
      training: splitRows(training, names),
      growingRows: rowsFrom(stoppingPercent + calibrationPercent, 100),
      stoppingRows: rowsFrom(0, stoppingPercent),
      calibration: splitRows(pickRows(training, calibrationRows), names),
      test: splitRows(await load(parquetFolder(run.test)), names),
    };
  });
}

/** The rows as models see them that are given these features only. */
export function withFeatures(rows: TrainingRows, names: readonly string[]): TrainingRows {
  const narrow = (split: SplitRows): SplitRows => {
    const matrix = selectFeatures(split.matrix, names);
    return { ...split, matrix, labelled: (model) => ({ matrix, target: split.labelled(model).target }) };
  };
  return { ...rows, training: narrow(rows.training), calibration: narrow(rows.calibration), test: narrow(rows.test) };
}

type LoadedSplit = LoadedMatrix & { readonly attributes: FeatureMatrix };

/** SQL of a number from 0 to 99 that hangs on the id, and not on the split. */
function hashSql(id: string): string {
  return `md5_number_upper(${ownIdSql(id)}) % 100`;
}

function splitRows({ matrix, extras, attributes }: LoadedSplit, models: readonly string[]): SplitRows {
  return {
    matrix,
    attributes,
    labelled: (model) => ({ matrix, target: extras[models.indexOf(model)] ?? new Float64Array(0) }),
  };
}

/** The given rows by themselves, in shared memory too. */
function pickRows({ matrix, extras, attributes }: LoadedSplit, rows: Uint32Array): LoadedSplit {
  const pick = ({ features, columns }: FeatureMatrix): FeatureMatrix => ({
    features,
    columns: columns.map((column) => {
      const picked = new Float32Array(new SharedArrayBuffer(4 * rows.length));
      rows.forEach((row, index) => (picked[index] = column[row]!));
      return picked;
    }),
    rows: rows.length,
  });
  return {
    matrix: pick(matrix),
    attributes: pick(attributes),
    extras: extras.map((extra) => Float64Array.from(rows, (row) => extra[row]!)),
  };
}
