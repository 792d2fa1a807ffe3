import { AppError, hashText } from "#core";
import type { Domain, ModelSpec } from "#knowledge";
import { numbersPerPrediction, recordParts, type CustomerFileLayout, type SqlValue } from "#sql";

import { contributionColumns, productOf, textOf } from "./contributions-table.ts";
import { notAttributes } from "./customer-profile.ts";
import type { ToolDeps } from "./deps.ts";
import { featureLabel } from "./feature-label.ts";
import { protectedFeature, protectedFeatureLabel } from "./protected-feature.ts";
import { requireAddsUp } from "./published-explanation.ts";
import { createRecordCells, numberJson, shownJson, type RecordCell } from "./record-cells.ts";
import { createRunFacts } from "./run-facts.ts";
import { entityNotFound, visibleColumns } from "./single-entity.ts";

const bytesPerNumber = 8;

/**
 * A `CustomerProfile` without its history as JSON, from the customer's record: the same text, byte by byte, as
 * JSON.stringify makes of it, in a tenth of the time. What is the same for everybody is made text once.
 */
export type CustomerText = {
  readonly of: (id: string, record: DataView) => string;
  /** A hash of all that the texts hang on besides the records. */
  readonly version: string;
};

/**
 * Prepares the texts of one role over a run's file. `deps.role` must be one that may see single customers. Throws what
 * queries throw; `of` throws `ENTITY_NOT_FOUND` for who has no prediction and `RESULTS_DAMAGED`.
 */
export async function createCustomerText(deps: ToolDeps, layout: CustomerFileLayout): Promise<CustomerText> {
  const { domain } = deps;
  const typical = await createRunFacts(deps).typicalValues();
  const all = createRecordCells(layout);
  const visible = new Set(visibleColumns(deps).map(({ name }) => name));
  const isThere = new Set(layout.columns.map(({ name }) => name));
  const cell = (name: string) => all(visible.has(name) && isThere.has(name) ? name : "");
  const features = layout.features.map((feature) => featureText(domain, feature, { cell, typical }));
  const predictions = domain.models.map((spec) => predictionText(domain, spec, { layout, cell, features }));
  const attributes = attributesText(domain, visible, cell);
  const fixed = [layout, features, domain.models, domain.resultColumns.filter(({ name }) => visible.has(name))];
  return {
    version: hashText(JSON.stringify(fixed)),
    of: (id, record) => {
      // A feature stands in the reasons of several models.
      const shown = Array.from<string>({ length: features.length });
      const told = predictions.map((tell) => tell(id, record, shown)).join(",");
      return `{"id":${JSON.stringify(id)},"predictions":[${told}],"attributes":[${attributes(record)}],"history":null}`;
    },
  };
}

type Cells = (name: string) => RecordCell;
/** What is told of a feature: before and after its value, and the value itself. */
type FeatureText = { readonly before: string; readonly value: (record: DataView) => string; readonly after: string };

function featureText(
  domain: Domain,
  feature: string,
  { cell, typical }: { readonly cell: Cells; readonly typical: ReadonlyMap<string, SqlValue> },
): FeatureText {
  const interaction = domain.interactions.find(({ name }) => name === feature);
  const label = feature === protectedFeature ? protectedFeatureLabel : featureLabel(domain, feature);
  const before = `[${JSON.stringify(feature)},${JSON.stringify(label)},`;
  if (interaction === undefined) {
    const usual = textOf(typical.get(feature) ?? null);
    return { before, value: cell(feature).shown, after: `,${JSON.stringify(usual)},` };
  }
  const usual = textOf(productOf(Object.fromEntries(typical), interaction.of));
  const [left, right] = [cell(interaction.of[0]), cell(interaction.of[1])];
  return {
    before,
    value: (record) => shownJson(left.number(record) * right.number(record)),
    after: `,${JSON.stringify(usual)},`,
  };
}

function predictionText(
  domain: Domain,
  spec: ModelSpec,
  told: { readonly layout: CustomerFileLayout; readonly cell: Cells; readonly features: readonly FeatureText[] },
): (id: string, record: DataView, shown: string[]) => string {
  const { layout, cell, features } = told;
  const parts = recordParts(layout);
  const index = layout.models.findIndex(({ name }) => name === spec.name);
  const model = layout.models[index];
  if (model === undefined) {
    return (id) => {
      throw entityNotFound(domain, id);
    };
  }
  const place = layout.models.slice(0, index).reduce((sum, { width }) => sum + width, 0);
  const numbersAt = (parts.contributionsAt + place) * bytesPerNumber;
  const predictionAt = (parts.predictionsAt + index * numbersPerPrediction) * bytesPerNumber;
  const actual = cell(spec.actual);
  const { width, version, baseValue } = model;
  const head = `{"model":${JSON.stringify(spec.name)},"label":${JSON.stringify(spec.label)},"unit":${JSON.stringify(spec.unit)},"version":${JSON.stringify(version)},"prediction":`;
  const table = `,"contributions":{"columns":${JSON.stringify(contributionColumns)},"rows":[`;
  const ends = Array.from({ length: width }, (_, rank) => `,${rank + 1}]`);
  const rows = Array.from<string>({ length: width });
  const tail = `],"rowCount":${width},"truncated":false}}`;
  return (id, record, shown) => {
    const prediction = record.getFloat64(predictionAt, true);
    if (!Number.isFinite(prediction)) throw entityNotFound(domain, id);
    let margin = baseValue;
    for (let rank = 0; rank < width; rank++) {
      const contribution = record.getFloat64(numbersAt + rank * bytesPerNumber, true);
      const code = record.getUint8(parts.codesAt + place + rank);
      const feature = features[code];
      if (feature === undefined) throw unknownFeature();
      margin += contribution;
      const value = (shown[code] ??= feature.value(record));
      rows[rank] = feature.before + value + feature.after + contribution + ends[rank];
    }
    requireAddsUp(spec, id, { prediction, margin });
    const lower = numberJson(record.getFloat64(predictionAt + bytesPerNumber, true));
    const upper = numberJson(record.getFloat64(predictionAt + 2 * bytesPerNumber, true));
    return `${head}${prediction},"lower":${lower},"upper":${upper},"actual":${actual.json(record)},"baseValue":${baseValue},"margin":${margin}${table}${rows.join()}${tail}`;
  };
}

function attributesText(domain: Domain, visible: ReadonlySet<string>, cell: Cells): (record: DataView) => string {
  const told = domain.resultColumns
    .filter(({ name, role }) => visible.has(name) && !notAttributes.includes(role))
    .map(({ name, label }) => ({
      before: `{"name":${JSON.stringify(name)},"label":${JSON.stringify(label)},"value":`,
      value: cell(name).json,
    }));
  return (record) => told.map(({ before, value }) => `${before}${value(record)}}`).join(",");
}

function unknownFeature(): AppError {
  return new AppError("RESULTS_DAMAGED", {
    detail: "A record names a feature that the run's file does not know.",
    hint: "Run the pipeline again.",
  });
}
