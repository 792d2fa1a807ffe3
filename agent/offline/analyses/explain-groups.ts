import { resultColumn, type Column, type Domain, type ModelSpec } from "#knowledge";

import type { Caveat } from "../../answer.ts";
import type { Analysis } from "../reading/analysis.ts";
import { populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, nameOfSide } from "../telling/describe-population.ts";
import {
  capitalised,
  decimal,
  formatDifference,
  formatDifferenceRange,
  formatMean,
  integer,
  listOf,
  percent,
} from "../telling/format.ts";
import { formatPrediction } from "../telling/format-prediction.ts";
import { modelOf } from "./importance.ts";
import {
  chartOf,
  cite,
  draft,
  markdownTable,
  num,
  rowsOf,
  str,
  type Call,
  type Found,
  type Row,
  type Teller,
} from "./teller.ts";

type ExplainGroups = Extract<Analysis, { kind: "explain-groups" }>;

/** Reasons named in words; the table has all. */
const reasonsNamed = 3;

/** What the telling of one difference works with. */
type Told = {
  readonly domain: Domain;
  readonly model: ModelSpec;
  /** The column of the outcome, by which differences are told. */
  readonly target: Column;
  readonly names: readonly [string, string];
  readonly parts: readonly Row[];
  readonly totals: Row | undefined;
  readonly sides: readonly [Row | undefined, Row | undefined];
  readonly cited: string;
};

/** Why a model predicts more or less for one group than for another: the difference by feature, each part split. */
export const explainGroups: Teller<ExplainGroups> = {
  calls: (analysis, { domain }, found) => (found.length > 0 ? [] : [differenceCall(analysis, domain)]),
  tell: (analysis, { domain }, found) => {
    const told = readTold(analysis, domain, found);
    if (!told) return draft("");
    const isSure = isApart(told.totals, "low", "high");
    const reasons = isSure ? reasonsText(told) : "";
    const text = [
      [verdictText(told, analysis.asks), predictionText(told), reasons].filter(Boolean).join(" "),
      tableOf(told),
      [splitText(told), beyondText(told), "These are the model's reasons, not causes."].filter(Boolean).join(" "),
    ];
    return draft(text.join("\n\n"), {
      chart: chartOf(found, 0, {
        kind: "contributions",
        title: `What parts the predictions for ${told.names[0]} and ${told.names[1]}`.slice(0, 120),
        x: "label",
        y: "difference",
        low: "low",
        high: "high",
      }),
      caveats: caveatsOf(told),
      followUps: domain.models
        .filter((model) => model.name !== analysis.model)
        .flatMap(({ actual }) => resultColumn(domain, actual) ?? [])
        .map((target) => `And for ${target.rateLabel ?? target.label}?`),
    });
  },
};

function differenceCall({ model, sides, population }: ExplainGroups, domain: Domain): Call {
  const [a, b] = sides;
  const first = populationSql(domain, a.where) ?? "true";
  const common = populationSql(domain, population);
  const second = populationSql(domain, b.where) ?? (common === null ? null : `NOT coalesce((${first}), FALSE)`);
  const within = (where: string) => (common === null ? where : `(${where}) AND ${common}`);
  return {
    name: "explain_difference",
    args: { model, group_a: within(first), ...(second === null ? {} : { group_b: within(second) }) },
  };
}

function readTold(
  { model: name, sides, population }: ExplainGroups,
  domain: Domain,
  found: readonly Found[],
): Told | null {
  const model = modelOf(domain, name);
  const target = resultColumn(domain, model.actual);
  const groups = rowsOf(found, 0, "groups");
  if (!target || groups.length === 0) return null;
  const among = population.length > 0 ? ` among ${describePopulation(domain, population)}` : "";
  const [a, b] = sides;
  return {
    domain,
    model,
    target,
    names: [
      `${nameOfSide(domain, a.where)}${among}`,
      b.where.length > 0 ? nameOfSide(domain, b.where) : `other ${domain.entity.plural}`,
    ],
    parts: rowsOf(found, 0),
    totals: rowsOf(found, 0, "totals")[0],
    sides: [groups.find((row) => str(row, "side") === "group_a"), groups.find((row) => str(row, "side") === "group_b")],
    cited: cite(found, 0),
  };
}

/** Whether an interval holds no zero. */
function isApart(row: Row | undefined, low: string, high: string): boolean {
  return num(row, low) > 0 || num(row, high) < 0;
}

/** What really happened in both groups, and whether it is as the question supposes. */
function verdictText({ target, names, sides, totals, cited }: Told, asks: ExplainGroups["asks"]): string {
  const [a, b] = sides;
  const figure = figureOf(target);
  const difference = num(totals, "actual_difference");
  const told = `the ${figure} is ${formatMean(num(a, "mean_actual"), target)} for ${names[0]} against ${formatMean(num(b, "mean_actual"), target)} for ${names[1]}, a difference of **${formatDifference(difference, target)}** (95 % interval ${formatDifferenceRange(num(totals, "actual_low"), num(totals, "actual_high"), target)})${cited}`;
  if (!isApart(totals, "actual_low", "actual_high"))
    return `**There is hardly a difference to explain**: ${told}; the interval holds zero.`;
  const way = difference > 0 ? "higher" : "lower";
  const isOtherWay = asks !== null && asks !== way;
  const lead = `${isOtherWay ? "It is the other way round: " : ""}${names[0]} have the ${way} ${figure}`;
  return `**${capitalised(lead)}**: ${told}.`;
}

/** "Churn rate", "average engagement score". */
function figureOf(target: Column): string {
  return target.type === "boolean" ? (target.rateLabel ?? target.label) : `average ${target.label}`;
}

/** What the model predicts for both, which is what its contributions explain. */
function predictionText({ domain, model, target, sides, totals, cited }: Told): string {
  const [a, b] = sides;
  const told = (row: Row | undefined) => formatPrediction(domain, model, num(row, "mean_prediction"));
  const sampled = [a, b].some((row) => num(row, "explained_on") < num(row, "customers"));
  const sizes = `over ${integer(num(a, "customers"))} and ${integer(num(b, "customers"))} ${domain.entity.plural}`;
  const drawn = sampled
    ? `, explained on ${integer(num(a, "explained_on"))} and ${integer(num(b, "explained_on"))} of them`
    : "";
  const mean = model.kind === "quantiles" ? "the mean of its predicted medians" : "its mean prediction";
  return `The ${model.label} explains what it predicts: ${mean} is ${told(a)} against ${told(b)}, a difference of ${formatDifference(num(totals, "difference"), target)} (95 % interval ${formatDifferenceRange(num(totals, "low"), num(totals, "high"), target)}), ${sizes}${drawn}${cited}.`;
}

/** The strongest features that part the groups surely, those of the difference's direction first. */
function reasonsText(told: Told): string {
  const { totals, cited } = told;
  const sign = Math.sign(num(totals, "difference"));
  const sure = told.parts.filter((row) => isApart(row, "low", "high") && isSingle(row));
  const along = sure.filter((row) => Math.sign(num(row, "difference")) === sign).slice(0, reasonsNamed);
  const against = sure.find((row) => Math.sign(num(row, "difference")) === -sign);
  if (along.length === 0) return "No single feature parts the two surely.";
  const named = (row: Row) => {
    const means = meansText(told, row);
    return `**${str(row, "label")}** ${differenceOf(told, row, "difference")}${means === null ? "" : ` (${means[0]} against ${means[1]})`}`;
  };
  return `Its main reasons: ${listOf(along.map(named))}${against ? `; against it works ${named(against)}` : ""}${cited}.`;
}

/** Whether a row is of one feature; protected ones together and the rest have no mean. */
function isSingle(row: Row): boolean {
  return Number.isFinite(num(row, "mean_a"));
}

function differenceOf({ target }: Told, row: Row | undefined, name: string): string {
  return formatDifference(num(row, name), target);
}

/** The feature's mean in both groups as a person reads it; a category's shares. Null where none is told. */
function meansText({ domain }: Told, row: Row): readonly [string, string] | null {
  if (!isSingle(row)) return null;
  const level = str(row, "level");
  const column = resultColumn(domain, str(row, "feature"));
  const told = (name: string) => {
    const value = num(row, name);
    if (level !== "") return `${percent(value)} ${level}`;
    return column ? formatMean(value, column) : decimal(value);
  };
  return [told("mean_a"), told("mean_b")];
}

/** The parts, and what adds up to the difference of the outcomes. */
function tableOf(told: Told): string {
  const { names, parts, totals, target } = told;
  const cell = (row: Row | undefined, name: string) => amountOf(target, num(row, name));
  const range = (row: Row | undefined, low: string, high: string) => `${cell(row, low)} to ${cell(row, high)}`;
  const rows = parts.map((row) => [
    capitalised(str(row, "label")),
    ...(meansText(told, row) ?? ["", ""]),
    cell(row, "difference"),
    range(row, "low", "high"),
    cell(row, "mix"),
    cell(row, "rate"),
  ]);
  const whole = (label: string, name: string, rest: readonly string[] = ["", "", ""]) => [
    label,
    "",
    "",
    cell(totals, name),
    ...rest,
  ];
  return markdownTable(
    ["Feature", `Mean, ${names[0]}`, `Mean, ${names[1]}`, "Part of the difference", "95 % interval", "Mix", "Rate"],
    [
      ...rows,
      ...(num(totals, "residual") === 0 ? [] : [whole("Left open by the draw", "residual")]),
      whole("Difference of the predictions", "difference", [
        range(totals, "low", "high"),
        cell(totals, "mix"),
        cell(totals, "rate"),
      ]),
      whole("Beyond the model", "actual_beyond_prediction"),
      whole("Difference of the outcomes", "actual_difference", [range(totals, "actual_low", "actual_high"), "", ""]),
    ],
  );
}

/** A difference with its sign and as many digits as let the parts add up: of a rate in percentage points. */
function amountOf(target: Column, value: number): string {
  if (!Number.isFinite(value)) return "";
  if (target.format === "usd") return formatDifference(value, target);
  const text = target.type === "boolean" ? `${(100 * value).toFixed(2)} pp` : value.toFixed(4);
  if (!/[1-9]/.test(text)) return text.replace("-", "");
  return value < 0 ? text.replace("-", "−") : `+${text}`;
}

/** What mix and rate are, and what they come to. */
function splitText(told: Told): string {
  const { totals, cited } = told;
  return `The parts add up to the difference of the predictions. Mix is what comes of the groups having other values (${differenceOf(told, totals, "mix")} in all), rate what comes of the same values counting for more or less with all else that differs (${differenceOf(told, totals, "rate")})${cited}.`;
}

/** Whether the model accounts for what really happened. */
function beyondText(told: Told): string {
  const { totals, model, cited } = told;
  const [low, high, predicted] = [num(totals, "actual_low"), num(totals, "actual_high"), num(totals, "difference")];
  if (predicted >= low && predicted <= high) return "";
  return `The ${model.label} does not account for all of it: ${differenceOf(told, totals, "actual_beyond_prediction")} of the difference of the outcomes lie beyond its predictions${cited}.`;
}

function caveatsOf({ parts, totals, names, domain, sides }: Told): Caveat[] {
  const caveats: Caveat[] = [
    {
      kind: "not-causal",
      text: "Contributions are what the model made of the features; they do not show what caused the difference.",
    },
  ];
  const open = parts.filter((row) => !isApart(row, "low", "high") && isSingle(row)).map((row) => str(row, "label"));
  if (!isApart(totals, "low", "high"))
    caveats.push({
      kind: "low-confidence",
      text: "The interval of the whole difference holds zero: chance alone can make it.",
    });
  else if (open.length > 0)
    caveats.push({
      kind: "low-confidence",
      text: `The interval holds zero for ${listOf(open)}: take no reason from these.`,
    });
  const small = sides.findIndex((row) => num(row, "customers") < 100);
  if (small >= 0)
    caveats.push({
      kind: "small-group",
      text: `The group of ${names[small] ?? ""} holds ${integer(num(sides[small], "customers"))} ${domain.entity.plural} only; its figures may change by chance.`,
    });
  return caveats;
}
