const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const fraction = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** A value as it is told beside its bar: whole numbers with commas, others with three digits that count. */
export function toldValue(value: number): string {
  const text = Number.isInteger(value) || Math.abs(value) >= 1_000 ? whole.format(value) : fraction.format(value);
  return text.replace("-", "−");
}

/** The same with its sign, as contributions are told. */
export function toldChange(value: number): string {
  const told = toldValue(value);
  return value > 0 && told !== "0" ? `+${told}` : told;
}
