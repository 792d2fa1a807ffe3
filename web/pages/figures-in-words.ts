import { formatNumber } from "../ui/format.ts";

/** "rows read 20,010, rows clean 19,950": counts only; stamps and hashes are in the run's own manifest. */
export function figuresInWords(figures: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(figures)
    .flatMap(([name, value]) => (typeof value === "number" ? [`${inWords(name)} ${formatNumber(value)}`] : []))
    .join(", ");
}

function inWords(camelCase: string): string {
  return camelCase.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
