import type { Table } from "./domain.ts";
import { describedTable, plainColumn as plain } from "./plain-column.ts";
import type { ColumnFile, DomainFile } from "./schema.ts";

/** The tables that judge the models: how they treat groups, and how their what-ifs compare with the known causes. */
export function judgementTables({ databases }: DomainFile): Table[] {
  const model = plain("model", "string", "Name of the model", "meta");
  return [
    describedTable(
      databases.analytics,
      "fairness",
      "one row for each model, attribute and group",
      "How each model treats the groups of protected attributes on the test split, small groups left out. Selected is a prediction of the metric selected_from or more.",
      [
        model,
        plain("attribute", "string", "The protected attribute", "meta"),
        plain("group_name", "string", "The group", "meta"),
        plain("rows", "int", "Rows judged", "meta"),
        plain("selection_rate", "double", "Share of the group that the model selects", "meta"),
        plain(
          "parity_ratio",
          "double",
          "Selection rate over that of the group selected most; the four-fifths rule asks for 0.8",
          "meta",
        ),
        rate("tpr", "True positive rate: of those with a positive outcome, the share selected"),
        rate("fpr", "False positive rate: of those without, the share selected"),
        plain(
          "calibration_gap",
          "double",
          "Mean prediction less mean outcome, in the target's unit: above 0 the model says too much of the group",
          "meta",
        ),
      ],
    ),
    describedTable(
      databases.analytics,
      "what_if_truth",
      "one row for each model and lever",
      "What-if answers beside the true effect of the change, on sample data only.",
      [
        model,
        plain("lever", "string", "The column that is changed, to within reach", "meta"),
        plain("customers", "int", "Customers for whom it is a change", "meta"),
        plain("modelled_change", "double", "Mean change of the prediction, in the target's unit", "meta"),
        plain("direct_change", "double", "Mean true change with every other column held", "meta"),
        plain("true_change", "double", "Mean true change with all that follows", "meta"),
        plain("standard_error", "double", "Standard error of modelled_change less true_change", "meta"),
        plain(
          "verdict",
          "string",
          "close (within a quarter of the true effect), direction (right sign, wrong size) or wrong",
          "meta",
        ),
      ],
    ),
  ];
}

/** Empty where nobody of a group counts into the rate. */
function rate(name: string, meaning: string): ColumnFile {
  return { ...plain(name, "double", meaning, "meta"), missing: "structural" };
}
