import { resultColumn, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { labelOf } from "../telling/describe-population.ts";
import { capitalised, formatDifference, listOf } from "../telling/format.ts";
import { formatContribution, formatPrediction, unitOfContribution } from "../telling/format-prediction.ts";
import { modelOf } from "./importance.ts";
import { cite, draft, markdownTable, num, rowsOf, str, type Call, type Draft, type Found, type Row } from "./teller.ts";

type Compared = Extract<Analysis, { kind: "compare-customers" }>;

const featuresShown = 8;
const reasonsTold = 3;

/** The explanations of both predictions. */
export function apartCalls({ ids, why }: Compared): Call[] {
  return ids.map((id) => ({ name: "explain_prediction", args: { customer_id: id, model: why } }));
}

/** Why a model predicts more for one customer than for another: the features whose contributions lie farthest apart. */
export function tellApart(analysis: Compared, domain: Domain, found: readonly Found[]): Draft {
  const { ids } = analysis;
  const [first = "", second = ""] = ids;
  const model = modelOf(domain, analysis.why ?? "");
  const target = resultColumn(domain, model.actual);
  const [a, b] = [rowsOf(found, 0)[0], rowsOf(found, 1)[0]];
  if (!a || !b || !target) return draft("");
  const [ofA, ofB] = [num(a, "prediction"), num(b, "prediction")];
  const told = (value: number) => formatPrediction(domain, model, value);
  const premise = premiseText(analysis, ofA - ofB);
  const lead = `${premise}The ${model.label} predicts **${told(ofA)}** for ${first}${cite(found, 0)} and **${told(ofB)}** for ${second}${cite(found, 1)}, a difference of **${formatDifference(ofA - ofB, target)}**.`;
  const parts = partsOf(found);
  const unit = unitOfContribution(domain, model);
  const sign = Math.sign(ofA - ofB) || 1;
  const reasons = parts
    .filter(({ apart }) => Math.sign(apart) === sign)
    .slice(0, reasonsTold)
    .map(
      ({ label, own, other, ofOwn, ofOther }) =>
        `${label} (${own} against ${other}; it gives ${formatContribution(domain, model, ofOwn)} to the one and ${formatContribution(domain, model, ofOther)}${unit} to the other)`,
    );
  const table = markdownTable(
    ["Feature", first, second, `Contribution, ${first}`, `Contribution, ${second}`],
    parts
      .slice(0, featuresShown)
      .map(({ label, own, other, ofOwn, ofOther }) => [
        capitalised(label),
        own,
        other,
        formatContribution(domain, model, ofOwn),
        formatContribution(domain, model, ofOther),
      ]),
  );
  return draft(
    `${lead} What sets them apart most in the model: ${listOf(reasons)}.\n\n${table}\n\nThese are the model's reasons for its predictions, not causes.`,
    {
      caveats: [
        {
          kind: "not-causal",
          text: "Contributions are what the model made of the features; they do not show what caused the outcome.",
        },
      ],
      followUps: [
        `Why is the ${labelOf(domain, model.prediction)} of ${first} what it is?`,
        `Compare ${first} and ${second}`,
      ],
    },
  );
}

function premiseText({ supposes, ids }: Compared, difference: number): string {
  if (supposes === undefined || difference === 0 || (supposes === "higher") === difference > 0) return "";
  return `**It is not ${supposes}** for ${ids[0]}. `;
}

type Part = {
  readonly label: string;
  readonly own: string;
  readonly other: string;
  readonly ofOwn: number;
  readonly ofOther: number;
  /** The first one's contribution less the second's. */
  readonly apart: number;
};

/** Every feature with both contributions, the farthest apart first. */
function partsOf(found: readonly Found[]): Part[] {
  const others = new Map(rowsOf(found, 1, "contributions").map((row): [string, Row] => [str(row, "feature"), row]));
  return rowsOf(found, 0, "contributions")
    .flatMap((row): Part[] => {
      const other = others.get(str(row, "feature"));
      if (!other) return [];
      const [ofOwn, ofOther] = [num(row, "contribution"), num(other, "contribution")];
      const text = (one: Row) => str(one, "value").replace("-", "−") || "none";
      return [{ label: str(row, "label"), own: text(row), other: text(other), ofOwn, ofOther, apart: ofOwn - ofOther }];
    })
    .toSorted((x, y) => Math.abs(y.apart) - Math.abs(x.apart));
}
