import type { Step } from "./turn.ts";

const titles: Readonly<Record<string, string>> = {
  query_athena: "Query the results",
  get_feature_stats: "Look at a feature",
  explain_prediction: "Explain a prediction",
  explain_difference: "Explain a difference",
  simulate_change: "Simulate a change",
  describe_model: "Read the model's card",
  search_knowledge: "Search the dictionary",
};

/** A tool call in plain words: its purpose where the model gave one. */
export function stepTitle({ tool, input }: Pick<Step, "tool" | "input">): string {
  const { purpose } = input;
  if (typeof purpose === "string" && purpose !== "") return purpose;
  const subject = [input["feature"], input["customer_id"], input["model"], input["query"]].find(
    (value): value is string => typeof value === "string",
  );
  const title = titles[tool] ?? tool;
  return subject ? `${title}: ${subject}` : title;
}

/** "2 queries and 1 explanation", for the line that a finished answer folds its steps into. */
export function stepsInWords(tools: readonly string[]): string {
  const counts = [
    count(tools, (tool) => tool === "query_athena", "query", "queries"),
    count(tools, (tool) => tool.startsWith("explain_"), "model explanation", "model explanations"),
    count(tools, (tool) => tool === "simulate_change", "simulation", "simulations"),
    count(
      tools,
      (tool) => !["query_athena", "simulate_change"].includes(tool) && !tool.startsWith("explain_"),
      "look-up",
      "look-ups",
    ),
  ].filter((words) => words !== null);
  const last = counts.pop();
  if (last === undefined) return "Answered without a look-up";
  return `Ran ${counts.length > 0 ? `${counts.join(", ")} and ${last}` : last}`;
}

function count(tools: readonly string[], belongs: (tool: string) => boolean, one: string, many: string): string | null {
  const { length } = tools.filter(belongs);
  return length === 0 ? null : `${length} ${length === 1 ? one : many}`;
}
