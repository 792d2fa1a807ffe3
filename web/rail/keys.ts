/** Whether the browser is on a machine whose keys are Apple's. */
export function isApple(userAgent: string): boolean {
  return /Mac|iPhone|iPad/.test(userAgent);
}

/** The keys of the page, and what each does. */
export function keys(userAgent: string): readonly (readonly [key: string, what: string])[] {
  const control = isApple(userAgent) ? "⌘" : "Ctrl";
  return [
    [`${control} K`, "A new question"],
    ["/", "To the question"],
    ["Enter", "Send"],
    ["Shift Enter", "A new line"],
    ["↑", "The last question back, in the empty field"],
    ["Esc", "Stop the answer; close what lies over the page"],
    [`${control} Enter`, "Run a changed query"],
    ["J, K", "Next and previous in the review queue"],
    ["?", "This list"],
  ];
}
