import type { ParameterValues } from "#knowledge";

/** A condition on single customers. */
export type Condition =
  | {
      readonly kind: "compare";
      readonly column: string;
      readonly op: "=" | "<>" | "<" | "<=" | ">" | ">=";
      readonly value: number | string | boolean;
    }
  | { readonly kind: "between"; readonly column: string; readonly low: number; readonly high: number }
  | { readonly kind: "in"; readonly column: string; readonly values: readonly string[]; readonly negated: boolean }
  | { readonly kind: "missing"; readonly column: string; readonly negated: boolean }
  | { readonly kind: "group"; readonly group: string; readonly negated: boolean }
  /** Days from `from` (with it) to `to` (without it), ISO dates; open where null. */
  | { readonly kind: "when"; readonly column: string; readonly from: string | null; readonly to: string | null }
  /** Above or below what is usual of all customers. */
  | {
      readonly kind: "typical";
      readonly column: string;
      readonly op: "<" | ">";
      readonly statistic: "mean" | "median";
    }
  /** At least one of several is met. */
  | { readonly kind: "any"; readonly of: readonly Condition[] }
  /** The highest or lowest share of customers by a column; of everybody where `within` is left out. */
  | {
      readonly kind: "tail";
      readonly column: string;
      readonly end: "top" | "bottom";
      readonly share: number;
      readonly within?: Population;
    };

/** Customers that meet all conditions; everybody where there is none. */
export type Population = readonly Condition[];

export type Statistic =
  | "mean"
  | "median"
  | "sum"
  | "minimum"
  | "maximum"
  | "sd"
  | "variance"
  | "percentile"
  | "share-missing"
  /** Share of the customers with a value whose value is zero. */
  | "share-zero"
  | "share-of-sum";

/** What is measured: a column and how it is summed up. A boolean's mean is its rate. */
export type Measure = { readonly column: string; readonly statistic: Statistic; readonly percentile?: number };

/** One side of a comparison. */
export type Side = { readonly label: string; readonly where: Population };

/** A change of one lever, as the person says it. */
export type Change =
  | { readonly kind: "multiply"; readonly factor: number }
  | { readonly kind: "add"; readonly amount: number }
  | { readonly kind: "set"; readonly value: number | string };

/** What a question asks for, whole: enough to look it up and to tell it. */
export type Analysis =
  | {
      readonly kind: "count";
      readonly population: Population;
      /** Of whom the share is told. */
      readonly base: Population;
      readonly by: string | null;
      /** A second column that parts each group of the first. */
      readonly and?: string;
      /** Of a breakdown: the share within each group that meets `population`, not how those are spread. */
      readonly isShareOfGroup?: true;
      /** Groups of a breakdown that are told: those of at least or at most so many customers. */
      readonly having?: { readonly op: "<" | "<=" | ">" | ">="; readonly value: number };
      /** The order of a breakdown's groups where one is asked for. */
      readonly order?: "asc" | "desc";
      /** Whose share of everybody is told beside the share of `base`. */
      readonly beside?: Population;
      /** Groups told of a breakdown, the largest first. */
      readonly limit?: number;
    }
  | {
      readonly kind: "aggregate";
      readonly measures: readonly Measure[];
      readonly population: Population;
      readonly by: string | null;
      /** A second column that parts each group of the first. */
      readonly and?: string;
      readonly order: "asc" | "desc" | null;
      readonly limit: number | null;
      /** The first measure's mean over the second's is asked for. */
      readonly isRatio?: boolean;
      /** The unit that the first measure is asked in, and what its value is multiplied with. */
      readonly inUnit?: { readonly name: string; readonly factor: number };
    }
  /** Groups of a column whose figure lies beyond a bound. */
  | {
      readonly kind: "groups-beyond";
      readonly measure: Measure;
      readonly by: string;
      readonly op: "<" | "<=" | ">" | ">=";
      readonly bound: number;
      readonly population: Population;
    }
  | {
      readonly kind: "compare";
      readonly measure: string;
      /** Further outcomes that are told of the same two sides. */
      readonly also?: readonly string[];
      readonly sides: readonly [Side, Side];
      readonly population: Population;
      /** The column whose values part the sides, where one does. */
      readonly column: string | null;
      /** What a question of yes or no supposes of the first side. */
      readonly asks: "higher" | "lower" | null;
    }
  /** Figures other than means of two groups: medians, totals, percentiles. */
  | {
      readonly kind: "compare-figures";
      readonly measures: readonly Measure[];
      readonly sides: readonly [Side, Side];
      readonly population: Population;
    }
  | {
      readonly kind: "relate";
      readonly x: string;
      readonly ys: readonly string[];
      /** Of several outcomes those that a question of yes or no is about. */
      readonly asked?: readonly string[];
      readonly population: Population;
      readonly isDecision: boolean;
      /** Asked as a question of yes or no: "does … predict …?". */
      readonly isYesNo: boolean;
    }
  | {
      readonly kind: "separate";
      readonly sides: readonly [Side, Side];
      readonly isLeversOnly: boolean;
      readonly limit: number;
    }
  /** Why a model predicts more or less for one group than for another. */
  | {
      readonly kind: "explain-groups";
      readonly model: string;
      /** The second without conditions is everyone else. */
      readonly sides: readonly [Side, Side];
      /** Of whom both groups are. */
      readonly population: Population;
      /** What the question supposes of the first group's outcome. */
      readonly asks: "higher" | "lower" | null;
    }
  | {
      readonly kind: "importance";
      readonly model: string;
      readonly end: "top" | "bottom";
      readonly limit: number;
      readonly isLeversOnly: boolean;
      /** Whose contributions are averaged; everybody's where left out. */
      readonly population?: Population;
    }
  /** Which columns go with a column most. */
  | {
      readonly kind: "correlates";
      readonly column: string;
      readonly population: Population;
      readonly limit: number;
      readonly end: "top" | "bottom";
    }
  /** How closely several columns go together, each with each. */
  | { readonly kind: "correlation-matrix"; readonly columns: readonly string[]; readonly population: Population }
  | { readonly kind: "distribution"; readonly column: string; readonly population: Population }
  | {
      readonly kind: "quantile-groups";
      readonly column: string;
      readonly parts: number;
      readonly population: Population;
    }
  | { readonly kind: "profile"; readonly side: Side; readonly isArchetype: boolean }
  | { readonly kind: "segments"; readonly by: string; readonly population: Population }
  | {
      readonly kind: "threshold";
      readonly column: string;
      readonly model: string;
      /** What the person asked about and the column stands in for. */
      readonly standsFor?: Condition;
      /** The rate that is asked for; twice the overall one where left out. */
      readonly level?: number;
    }
  | {
      readonly kind: "customer";
      readonly id: string;
      readonly model: string;
      /**
       * `certain`: how sure the prediction is; `unusual`: how unlike everybody; `alike`: beside the segment it belongs
       * to; `beside`: beside the mean of everybody, or of those in `population`.
       */
      readonly aspect: "why" | "change" | "show" | "certain" | "unusual" | "alike" | "beside";
      /** What is asked of the customer; everything where empty. */
      readonly columns: readonly string[];
      /** What "why" supposes of the prediction: "why is it so low?". */
      readonly supposes?: "high" | "low";
      /** Which of the reasons are asked for: those that raised the prediction, or lowered it. */
      readonly moves?: "up" | "down";
      /** With whom the customer is compared. */
      readonly population?: Population;
    }
  /** What the models would predict for one customer after a change. */
  | {
      readonly kind: "customer-what-if";
      readonly id: string;
      readonly lever: string;
      readonly change: Change;
      /** The model whose outcome was asked for; it is told first. */
      readonly model: string;
    }
  | {
      readonly kind: "compare-customers";
      /** Two at least. */
      readonly ids: readonly string[];
      /** The model whose predictions for the first two are to be explained, where that is asked. */
      readonly why?: string;
      /** What the question supposes of the first one's prediction beside the second's. */
      readonly supposes?: "higher" | "lower";
      /** What is asked of them; everything that differs where empty. */
      readonly columns: readonly string[];
    }
  /** What the model made of the features of each of several customers. */
  | { readonly kind: "reasons"; readonly ids: readonly string[]; readonly model: string }
  | {
      readonly kind: "list";
      readonly population: Population;
      readonly orderBy: string;
      readonly order: "asc" | "desc";
      readonly limit: number;
      /** What is shown beside the id, where the question says; the outcomes where left out. */
      readonly columns?: readonly string[];
    }
  | { readonly kind: "levers"; readonly population: Population; readonly model: string; readonly isPastAsked: boolean }
  | {
      readonly kind: "what-if";
      readonly population: Population;
      readonly lever: string;
      /** The model whose outcome was asked for; it is told first. */
      readonly model: string;
      readonly change: Change;
      /** Share of the population that is changed, picked at random. */
      readonly share: number;
      readonly isCostAsked: boolean;
      /** US dollars that the change costs for each changed customer, where the question says so. */
      readonly costEach?: number;
    }
  /** The most unusual customers, with what is unusual in them. */
  | { readonly kind: "anomalies"; readonly population: Population; readonly limit: number }
  /** Whose predictions by a model are least certain, or most. */
  | {
      readonly kind: "uncertain";
      readonly model: string;
      readonly population: Population;
      readonly end: "least" | "most";
      readonly limit: number;
    }
  /** How good several models are, beside each other. */
  | { readonly kind: "compare-models"; readonly models: readonly string[] }
  /** Which features two models weigh alike, or one much more than the other. */
  | {
      readonly kind: "compare-importance";
      readonly models: readonly [string, string];
      readonly asks: "first-only" | "both";
      readonly limit: number;
    }
  | {
      readonly kind: "features-of";
      readonly columns: readonly string[];
      readonly measure: string;
      readonly population: Population;
    }
  | {
      readonly kind: "model-quality";
      readonly model: string;
      readonly aspect: "accuracy" | "overfitting" | "calibration" | "versions" | "size";
    }
  /** How far a model's predictions lie from what happened, by group; never judged on what it was trained on unless asked. */
  | {
      readonly kind: "model-errors";
      readonly model: string;
      readonly by: string | null;
      readonly population: Population;
      readonly split: "train" | "test";
      /** The size of the errors, how many of those flagged left, or what the intervals hold and how wide they are. */
      readonly aspect: "errors" | "flagged" | "interval";
      /** The probability from which a customer is flagged; the model's own threshold where left out. */
      readonly cut?: number;
      /** Values of `by` that the question names; they are told first. */
      readonly focus?: readonly string[];
    }
  /** Whether a model selects and judges the groups of a protected column alike. */
  | { readonly kind: "fairness"; readonly model: string; readonly by: string }
  /** Whether a model uses a column, and how much it weighs. */
  | { readonly kind: "model-feature"; readonly models: readonly string[]; readonly column: string }
  | { readonly kind: "data-quality" }
  | { readonly kind: "describe-all"; readonly population: Population }
  | {
      readonly kind: "history";
      /** A number of the daily history, by its name there. */
      readonly column: string;
      readonly grain: "day" | "week" | "month";
      /** The last days that are looked at, the snapshot's included; all where null. */
      readonly days: number | null;
      /** How it went, whether it rose, its weekdays, its total, its mean a customer's active day, or who was active. */
      readonly asks: "course" | "trend" | "weekday" | "total" | "mean" | "active";
      readonly population: Population;
    }
  | { readonly kind: "early-signs" }
  | {
      readonly kind: "define";
      readonly title: string;
      readonly query: string;
      /** Who they are, where the term is a group's. */
      readonly population?: Population;
    }
  | { readonly kind: "dataset" }
  | { readonly kind: "help" }
  | { readonly kind: "show-sql"; readonly of: Analysis }
  /** A query that a person has reviewed, by its id, with what its parameters stand for. */
  | { readonly kind: "verified-query"; readonly id: string; readonly values: ParameterValues };

/** How a question was read. */
export type Reading =
  | {
      readonly kind: "analysis";
      readonly analysis: Analysis;
      /** Choices made between readings, said before the answer. */
      readonly assumptions: readonly string[];
    }
  | { readonly kind: "ask"; readonly text: string; readonly options: readonly string[] }
  | { readonly kind: "refuse"; readonly reason: string; readonly instead: string }
  | { readonly kind: "not-in-data"; readonly missing: string; readonly nearest: readonly string[] }
  | { readonly kind: "not-understood"; readonly unknown: readonly string[] };
