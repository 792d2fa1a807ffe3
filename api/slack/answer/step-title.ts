const titles: Readonly<Record<string, string>> = {
  query_athena: "Query the results",
  get_feature_stats: "Look at a feature",
  explain_prediction: "Explain a prediction",
  explain_difference: "Explain a difference",
  simulate_change: "Simulate a change",
  describe_model: "Read the model's card",
  search_knowledge: "Search the dictionary",
};

const mostChars = 200;

/** A step in plain words: what the tool does, and in direct messages what for, which may name a customer. */
export function stepTitle(tool: string, input: Readonly<Record<string, unknown>>, isDirect: boolean): string {
  const { purpose } = input;
  const isTold = isDirect && typeof purpose === "string" && purpose.trim() !== "";
  return (isTold ? purpose : (titles[tool] ?? tool.replaceAll("_", " "))).slice(0, mostChars);
}
