/** Athena's list price in most regions (aws.amazon.com/athena/pricing), for what a query reads. */
export const listPriceUsdPerTerabyte = 5;

const bytesPerMegabyte = 1e6;
const bytesPerTerabyte = 1e12;
/** What every query is billed at least. */
const leastBytes = 10 * bytesPerMegabyte;

/**
 * What Athena bills for a finished query, in US dollars: the bytes it read, rounded up to a megabyte, at least ten of
 * them. Megabytes and terabytes are taken as powers of ten, so that the figure is never below the bill. A result that
 * Athena had already, and a query that failed, are not billed and not asked about here.
 */
export function costOfScan(scannedBytes: number, usdPerTerabyte: number): number {
  const billedBytes = Math.max(leastBytes, Math.ceil(scannedBytes / bytesPerMegabyte) * bytesPerMegabyte);
  return (billedBytes / bytesPerTerabyte) * usdPerTerabyte;
}
