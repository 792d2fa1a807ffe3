import type { Check, CheckContext } from "./check.ts";

/** The answer has words, and where it was answered evidence that it cites and two to four follow-ups. */
export function checkForm({ answer }: CheckContext): Check {
  const faults: string[] = [];
  const ids = new Set(answer.evidence.map((evidence) => evidence.id));
  const cited = Array.from(answer.text.matchAll(/\[(e\d+)\]/g), ([, id = ""]) => id);
  if (answer.text.trim() === "") faults.push("the text is empty");
  if (/\b(?:undefined|NaN|Infinity|\[object Object\])\b/.test(answer.text))
    faults.push("the text holds a value that is none");
  faults.push(...cited.filter((id) => !ids.has(id)).map((id) => `cites ${id}, which is not there`));
  if (answer.outcome === "answered") {
    const count = answer.followUps.length;
    if (count < 2 || count > 4) faults.push(`${count} follow-ups instead of 2 to 4`);
  }
  return { id: "form", pass: faults.length === 0, note: faults.join("; ") };
}
