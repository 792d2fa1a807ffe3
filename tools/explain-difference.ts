import { z } from "zod";

import { isAppError } from "#core";
import type { Domain } from "#knowledge";
import { normalQuantile } from "#ml";
import type { SqlValue } from "#sql";

import {
  everyoneElse,
  featureMeans,
  groupFactsSql,
  readGroupFacts,
  type FeatureMean,
  type GroupFacts,
} from "./compared-groups.ts";
import { createEvidenceTool } from "./create-tool.ts";
import type { ToolDeps } from "./deps.ts";
import { provenanceOf, tableFrom, type EvidenceDraft } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";
import { findModel, modelParameter } from "./find-model.ts";
import { differenceParts, type DifferencePart, type DifferenceParts } from "./group-contributions.ts";
import { createLookups, type Lookups } from "./lookups.ts";
import { drawSample } from "./population-sample.ts";
import { whereClause } from "./sql-text.ts";

/** Customers of each group that are explained; of a larger group so many are drawn, and the intervals tell. */
const explainedAGroup = 20_000;
/** Features that are told one by one; the rest are one sum. */
const featuresTold = 8;

/** `explain_difference`: why a model's mean prediction for one group is higher or lower than for another. */
export function createExplainDifferenceTool(deps: ToolDeps) {
  const { domain } = deps;
  return createEvidenceTool({
    name: "explain_difference",
    description: [
      `Why a model predicts more or less for one group of ${domain.entity.plural} than for another: the difference of the mean`,
      "predictions (a − b) by feature, from every customer's SHAP contributions; the parts add up. Each part is split into",
      "mix (the groups have other values of the feature) and rate (the same values count otherwise, by interactions), with",
      "95 % intervals, beside the feature's mean in each group and the difference of the real outcomes.",
      "Reasons of the model, not causes.",
    ].join(" "),
    schema: z.strictObject({
      model: modelParameter(domain),
      group_a: z.string().trim().min(1).max(2_000).describe(`SQL condition over ${domain.results.table}`),
      group_b: z.string().trim().min(1).max(2_000).optional().describe("Another; everyone else where left out"),
    }),
    run: (input, signal) => explainDifference(deps, input, signal),
  });
}

type Asked = { readonly model: string; readonly group_a: string; readonly group_b?: string | undefined };

async function explainDifference(
  deps: ToolDeps,
  asked: Asked,
  signal: AbortSignal | undefined,
): Promise<EvidenceDraft> {
  const startedMs = deps.clock.monotonicMs();
  const { domain } = deps;
  const spec = findModel(domain, asked.model);
  // Checked before it is put into the brackets of its opposite.
  whereClause(asked.group_a);
  const groupB = asked.group_b ?? everyoneElse(asked.group_a);
  const lookups = createLookups(deps, signal);
  const model = await deps.loadModel(spec.name);
  const [drawnA, drawnB] = await Promise.all([
    drawSample(deps, asked.group_a, explainedAGroup, signal),
    drawSample(deps, groupB, explainedAGroup, signal),
  ]);
  const rows = { a: drawnA.rows, b: drawnB.rows };
  const found = await differenceParts(domain, model, rows, { strongest: featuresTold, signal });
  const told = found.parts.map(({ feature }) => feature);
  const means = featureMeans(domain, told, rows);
  const [factsA, factsB, shared] = await Promise.all([
    lookUpFacts(lookups, (of) => groupFactsSql(domain, spec, of, asked.group_a), means),
    lookUpFacts(lookups, (of) => groupFactsSql(domain, spec, of, groupB), means),
    asked.group_b === undefined ? 0 : countShared(domain, lookups, asked.group_a, asked.group_b),
  ]);
  const facts = { a: factsA, b: factsB };
  const provenance = provenanceOf(lookups.results(), startedMs, deps.clock);
  return {
    tool: "explain_difference",
    title: `Why the ${spec.label} predicts otherwise for two groups`,
    input: { ...asked, group_b: groupB },
    ...partsTable(found.parts, means, facts),
    more: {
      totals: totalsTable(found, facts),
      groups: tableFrom(
        {
          side: "varchar",
          customers: "bigint",
          explained_on: "bigint",
          mean_prediction: "double",
          mean_actual: "double",
        },
        [
          ["group_a", facts.a.customers, drawnA.rows.length, facts.a.meanPrediction, facts.a.meanActual],
          ["group_b", facts.b.customers, drawnB.rows.length, facts.b.meanPrediction, facts.b.meanActual],
        ],
      ),
    },
    ...provenance,
    notices: [...provenance.notices, ...noticesOf(domain, { drawn: [drawnA, drawnB], shared })],
  };
}

/**
 * A group's facts. A share counts customers, of whom there may be too few to be told where a protected column takes
 * part; then the group is asked about without shares.
 */
async function lookUpFacts(
  lookups: Lookups,
  sqlOf: (means: readonly FeatureMean[]) => string,
  means: readonly FeatureMean[],
): Promise<GroupFacts> {
  const numbers = means.filter(({ level }) => level === null);
  if (numbers.length < means.length) {
    try {
      const found = await lookups.run(sqlOf(means));
      if (found.rowCount > 0) return readGroupFacts(found);
    } catch (failure) {
      if (!isAppError(failure, "PRIVACY_REFUSED")) throw failure;
    }
  }
  return readGroupFacts(await lookups.run(sqlOf(numbers)));
}

/** How many customers are in both groups; NaN where the person may not know. */
async function countShared(domain: Domain, lookups: Lookups, a: string, b: string): Promise<number> {
  const both = await lookups.run(`SELECT count(*) AS in_both FROM ${domain.results.table}${whereClause(a, b)}`);
  return Number(both.rows[0]?.[0] ?? Number.NaN);
}

type BothFacts = { readonly a: GroupFacts; readonly b: GroupFacts };

/** One row a feature, the strongest first; difference, mix and rate in the prediction's unit. */
function partsTable(parts: readonly DifferencePart[], means: readonly FeatureMean[], facts: BothFacts): EvidenceTable {
  return tableFrom(
    {
      feature: "varchar",
      label: "varchar",
      level: "varchar",
      mean_a: "double",
      mean_b: "double",
      difference: "double",
      low: "double",
      high: "double",
      mix: "double",
      mix_low: "double",
      mix_high: "double",
      rate: "double",
      rate_low: "double",
      rate_high: "double",
      margin_contribution: "double",
      rank: "bigint",
    },
    parts.map(({ feature, label, difference, mix, rate, margin }, place): SqlValue[] => [
      feature,
      label,
      ...toldMeans(feature, means, facts),
      ...[difference, mix, rate].flatMap((one) => [one.estimate, finite(one.lower), finite(one.upper)]),
      margin,
      place + 1,
    ]),
  );
}

/** A feature's mean in both groups, or the shares of one of its values. */
function toldMeans(feature: string, means: readonly FeatureMean[], { a, b }: BothFacts): SqlValue[] {
  const told = means.find((one) => one.feature === feature);
  return told ? [told.level, a.figures.get(told.alias) ?? null, b.figures.get(told.alias) ?? null] : [null, null, null];
}

/** What the parts leave of the whole: what is no more than the arithmetic's rounding counts as nothing. */
function leftOver(whole: number, sum: number): number {
  const left = whole - sum;
  return Math.abs(left) < 1e-9 * Math.max(1, Math.abs(whole)) ? 0 : left;
}

/** The whole difference, of predictions and of outcomes, and what is left over. */
function totalsTable({ total, parts }: DifferenceParts, { a, b }: BothFacts): EvidenceTable {
  const difference = a.meanPrediction - b.meanPrediction;
  const sum = parts.reduce((whole, part) => whole + part.difference.estimate, 0);
  const residual = leftOver(difference, sum);
  const actual = a.meanActual - b.meanActual;
  const margin = normalQuantile(0.975) * Math.sqrt(a.sdActual ** 2 / a.customers + b.sdActual ** 2 / b.customers);
  return tableFrom(
    {
      difference: "double",
      low: "double",
      high: "double",
      sum_of_parts: "double",
      residual: "double",
      mix: "double",
      rate: "double",
      margin_difference: "double",
      actual_difference: "double",
      actual_low: "double",
      actual_high: "double",
      actual_beyond_prediction: "double",
    },
    [
      [
        difference,
        // Of the drawn customers, laid around the difference of all.
        finite(total.difference.lower + residual),
        finite(total.difference.upper + residual),
        sum,
        residual,
        total.mix.estimate,
        total.rate.estimate,
        total.margin,
        actual,
        finite(actual - margin),
        finite(actual + margin),
        actual - difference,
      ],
    ],
  );
}

function noticesOf(
  domain: Domain,
  found: {
    readonly drawn: readonly { readonly size: number; readonly rows: readonly unknown[] }[];
    readonly shared: number;
  },
): string[] {
  const { plural } = domain.entity;
  const drawn = found.drawn
    .filter(({ size, rows }) => rows.length < size)
    .map(({ size, rows }) => `Explained on ${rows.length} ${plural} drawn evenly from the ${size} of a group.`);
  const shared =
    found.shared === 0
      ? []
      : [
          `${Number.isNaN(found.shared) ? "Some" : found.shared} ${plural} are in both groups; the intervals take the groups as separate and are wider than need be.`,
        ];
  return [
    ...drawn,
    ...shared,
    "Difference, mix and rate are in the prediction's unit, margin_contribution in the model's; mix and rate by Kitagawa's split, their interaction by half to each.",
  ];
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
