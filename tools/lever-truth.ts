import type { Domain } from "#knowledge";

import type { ToolDeps } from "./deps.ts";
import { tableFrom } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";

/** How a model's answer for a lever's standard change compares with the known causes of the sample data. */
export type LeverTruth = {
  readonly model: string;
  readonly lever: string;
  readonly modelledChange: number;
  readonly trueChange: number;
  /** Within a quarter of the true effect; the right sign only; neither. */
  readonly verdict: "close" | "direction" | "wrong";
};

/** Everything that is known of levers; empty for a company's own data, whose causes nobody knows. */
export async function lookUpLeverTruth(
  domain: Domain,
  run: (sql: string) => ReturnType<ToolDeps["runQuery"]>,
): Promise<readonly LeverTruth[]> {
  const { rows } = await run(
    `SELECT model, lever, modelled_change, true_change, verdict FROM ${domain.databases.analytics}.what_if_truth ORDER BY model, lever`,
  );
  return rows.map(([model, lever, modelledChange, trueChange, verdict]) => ({
    model: String(model),
    lever: String(lever),
    modelledChange: Number(modelledChange),
    trueChange: Number(trueChange),
    verdict: verdict === "close" || verdict === "direction" ? verdict : "wrong",
  }));
}

/** What is known of some levers, to stand beside a what-if: as a table, and in one sentence; both none of no lever. */
export function toldTruth(truths: readonly LeverTruth[]): {
  readonly more: Readonly<Record<string, EvidenceTable>>;
  readonly notices: readonly string[];
} {
  if (truths.length === 0) return { more: {}, notices: [] };
  const table = tableFrom(
    {
      model: "varchar",
      lever: "varchar",
      modelled_change: "double",
      true_change: "double",
      share_of_true_effect: "double",
      verdict: "varchar",
    },
    truths.map((truth) => [
      truth.model,
      truth.lever,
      truth.modelledChange,
      truth.trueChange,
      shareOf(truth),
      truth.verdict,
    ]),
  );
  return { more: { truth: table }, notices: [sentence(truths)] };
}

/** Names only what sets the entries apart: of one lever the models, of one model the levers. */
function sentence(truths: readonly LeverTruth[]): string {
  const isOneLever = new Set(truths.map(({ lever }) => lever)).size === 1;
  const nameOf = ({ model, lever }: LeverTruth) => (isOneLever ? model : lever);
  const of = (verdict: LeverTruth["verdict"]) => truths.filter((truth) => truth.verdict === verdict);
  const parts = [
    { words: "within a quarter of the true effect for", found: of("close").map(nameOf) },
    {
      words: "right in sign but off in size for",
      found: of("direction").map((truth) => {
        const share = shareOf(truth);
        return share === null ? nameOf(truth) : `${nameOf(truth)} (${share.toFixed(2)} of the true effect)`;
      }),
    },
    { words: "not to be trusted, which must be said, for", found: of("wrong").map(nameOf) },
  ];
  const told = parts.filter(({ found }) => found.length > 0).map(({ found, words }) => `${words} ${found.join(", ")}`);
  return `On sample data whose causes are known, such answers were ${told.join("; ")}.`;
}

/** The modelled change over the true one; null where there is no true effect. */
function shareOf({ modelledChange, trueChange }: LeverTruth): number | null {
  return trueChange === 0 ? null : modelledChange / trueChange;
}
