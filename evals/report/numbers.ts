import { wilsonInterval } from "#ml";

/** "93.4 %"; a dash for null. */
export function percent(share: number | null): string {
  return share === null || Number.isNaN(share) ? "–" : `${(share * 100).toFixed(1)} %`;
}

/** The 95 % Wilson interval of a share of cases, as "91.2–95.0 %". */
export function intervalText(passed: number, cases: number): string {
  const { lower, upper } = wilsonInterval(passed, cases);
  return cases === 0 ? "–" : `${(lower * 100).toFixed(1)}–${(upper * 100).toFixed(1)} %`;
}

/** "0.42 s", "3.1 s", "2 min 05 s". */
export function duration(milliseconds: number): string {
  if (milliseconds < 9_950) return `${(milliseconds / 1_000).toFixed(milliseconds < 995 ? 2 : 1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

/** "$0", "$0.0123", "$4.56"; "not known" for null. */
export function dollars(amount: number | null): string {
  if (amount === null) return "not known";
  return amount === 0 ? "$0" : `$${amount.toFixed(amount < 1 ? 4 : 2)}`;
}

/** 1,234,567. */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** A chance, "0.031" or "< 0.001". */
export function chance(value: number): string {
  return value < 0.001 ? "< 0.001" : value.toFixed(3);
}
