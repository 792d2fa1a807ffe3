import type { HiddenCustomers } from "#store";
import { openCustomerFile } from "#sql";
import type { ReadCustomer } from "#tools";

/** One customer with one read, until it is closed. */
export type OpenedReadCustomer = { readonly readCustomer: ReadCustomer; readonly close: () => Promise<void> };

/**
 * Part of the mains: reads customers from the run's file. Who is hidden is not there, as in every query. Throws
 * `RESULTS_DAMAGED` where the file is not whole.
 */
export async function openReadCustomer(
  path: string,
  hidden: Pick<HiddenCustomers, "among">,
): Promise<OpenedReadCustomer> {
  const file = await openCustomerFile(path);
  return {
    readCustomer: async (id, signal) => ((await hidden.among([id], signal)).size > 0 ? null : file.find(id, signal)),
    close: file.close,
  };
}
