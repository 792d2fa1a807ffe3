import { createRandom } from "#core";
import { columnNames } from "./columns.ts";

export const defectKinds = [
  "duplicate_id",
  "out_of_range",
  "bad_type",
  "unknown_category",
  "bad_id",
  "malformed",
] as const;

type DefectKind = (typeof defectKinds)[number];

/** A defect of the row itself; a duplicate is one of the file. */
export type DamageKind = Exclude<DefectKind, "duplicate_id">;

/** One planted defect of the raw feed. */
export type Defect = {
  readonly file: "customers.csv";
  /** Data row of the CSV counted from 1, the header not counted. */
  readonly sourceRow: number;
  /** Whose row it was; null where the row no longer shows it (`bad_id`). */
  readonly customerId: string | null;
  /** The damaged column; null where the whole row is (`duplicate_id`, `malformed`). */
  readonly column: string | null;
  readonly kind: DefectKind;
  readonly note: string;
};

/** What to do with which customers, decided before any row is written. */
export type DefectPlan = {
  /** Customer index (from 1) → kind, for the rows that are damaged in place. */
  readonly damaged: ReadonlyMap<number, DamageKind>;
  /** Customer index → index of the earlier customer whose row appears a second time after this one's. */
  readonly repeatedAfter: ReadonlyMap<number, number>;
};

/** What a damaged row became. */
export type DamagedRow = {
  readonly line: string;
  readonly column: string | null;
  readonly note: string;
};

const defectShare = 0.003;
const planStream = 8_003;
const damageStream = 8_002;

/** Ways to damage each kind of defect; which one a row gets goes round by its place in the plan. */
const outOfRangeValues: readonly (readonly [string, string])[] = [
  ["age", "17"],
  ["age", "243"],
  ["notification_click_rate", "1.75"],
  ["avg_scroll_depth_pct", "-12.5"],
  ["engagement_score", "1.2"],
  ["peak_activity_hour", "24"],
  ["avg_daily_logins", "-3.2"],
];
const unparsableValues: readonly (readonly [string, string])[] = [
  ["total_connections", "many"],
  ["avg_session_duration_min", "12.5.1"],
  ["lifetime_value_usd", "$1204.50"],
  ["num_events_joined_month", "three"],
  ["churn_30_day", "perhaps"],
];
const unknownCategories: readonly (readonly [string, string])[] = [
  ["device_type", "toaster"],
  ["account_type", "platinum"],
  ["location", "ZZ"],
  ["time_of_day_active", "teatime"],
];

/**
 * Plans the defects: 0.3 % of the rows, kinds in turn, at least two of each kind as far as there are customers.
 * A repeated customer's first row is never damaged, so the first occurrence of a duplicate id is the valid one.
 */
export function planDefects(customers: number, seed: number): DefectPlan {
  const wanted = Math.min(
    Math.floor(customers / 3),
    Math.max(2 * defectKinds.length, Math.round(defectShare * customers)),
  );
  const random = createRandom(seed, planStream);
  const damaged = new Map<number, DamageKind>();
  const repeatedAfter = new Map<number, number>();
  const taken = new Set<number>();
  const takeFree = () => {
    for (;;) {
      const index = 1 + random.integer(customers);
      if (taken.has(index)) continue;
      taken.add(index);
      return index;
    }
  };
  for (let i = 0; i < wanted; i++) {
    const kind = defectKinds[i % defectKinds.length]!;
    const index = takeFree();
    if (kind !== "duplicate_id") {
      damaged.set(index, kind);
      continue;
    }
    // The place of the second row is kept to one repeat, so it is taken too.
    const other = takeFree();
    repeatedAfter.set(Math.max(index, other), Math.min(index, other));
  }
  return { damaged, repeatedAfter };
}

/** Returns the function that damages one clean CSV line in the way of `kind`. Fields hold no commas or quotes. */
export function createDamage(seed: number): (line: string, kind: DamageKind) => DamagedRow {
  const random = createRandom(seed, damageStream);
  const turns = new Map<DefectKind, number>();
  return (line, kind) => {
    const turn = turns.get(kind) ?? random.integer(100);
    turns.set(kind, turn + 1);
    const fields = line.split(",");
    switch (kind) {
      case "out_of_range":
        return replaced(fields, outOfRangeValues, turn, "outside the column's range");
      case "bad_type":
        return replaced(fields, unparsableValues, turn, "not a value of the column's type");
      case "unknown_category":
        return replaced(fields, unknownCategories, turn, "not one of the column's categories");
      case "bad_id":
        return replaced(fields, badIds, turn, "not user_ and at least five digits");
      case "malformed":
        return malformed(fields, turn);
    }
  };
}

const badIds: readonly (readonly [string, string])[] = [
  ["customer_id", "usr-00017"],
  ["customer_id", "user_12"],
  ["customer_id", ""],
  ["customer_id", "USER_ABCDE"],
];

function replaced(
  fields: string[],
  choices: readonly (readonly [string, string])[],
  turn: number,
  reason: string,
): DamagedRow {
  const [column, value] = choices[turn % choices.length]!;
  const position = columnNames.findIndex((name) => name === column);
  fields[position] = value;
  return { line: fields.join(","), column, note: `"${value}" is ${reason}` };
}

function malformed(fields: readonly string[], turn: number): DamagedRow {
  const shapes = [fields.slice(0, -3), fields.slice(0, 12), [...fields, "0", "extra"]];
  const shape = shapes[turn % shapes.length]!;
  return {
    line: shape.join(","),
    column: null,
    note: `${shape.length} fields instead of ${fields.length}`,
  };
}
