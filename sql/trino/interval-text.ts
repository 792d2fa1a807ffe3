/** Trino's interval of days and time (`-1 01:01:01.500`) as DuckDB writes it (`-1 day -01:01:01.5`). */
export function dayTimeText(text: string): string {
  const parts = /^(-?)(\d+) (\d\d:\d\d:\d\d)(\.\d+)?$/.exec(text);
  if (!parts) return text;
  const [, sign = "", days = "0", time = "", fraction = ""] = parts;
  const clock = `${time}${fraction.replace(/\.?0+$/, "")}`;
  const hasTime = clock !== "00:00:00";
  const words = [
    ...(Number(days) === 0 ? [] : [countText(sign, days, "day")]),
    ...(hasTime || Number(days) === 0 ? [`${hasTime ? sign : ""}${clock}`] : []),
  ];
  return words.join(" ");
}

/** Trino's interval of years and months (`-1-2`) as DuckDB writes it (`-1 year -2 months`). */
export function yearMonthText(text: string): string {
  const parts = /^(-?)(\d+)-(\d+)$/.exec(text);
  if (!parts) return text;
  const [, sign = "", years = "0", months = "0"] = parts;
  const words = [
    ...(Number(years) === 0 ? [] : [countText(sign, years, "year")]),
    ...(Number(months) === 0 ? [] : [countText(sign, months, "month")]),
  ];
  return words.length === 0 ? "00:00:00" : words.join(" ");
}

function countText(sign: string, digits: string, unit: string): string {
  return `${sign}${Number(digits)} ${unit}${Number(digits) === 1 ? "" : "s"}`;
}
