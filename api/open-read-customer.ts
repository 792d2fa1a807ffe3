import type { HiddenCustomers } from "#store";
import { openCustomerFile, type CustomerFile } from "#sql";
import type { ReadCustomer } from "#tools";

/** The customers of a run's file who are not hidden. */
export type VisibleCustomers = {
  /** One customer with one read; null where nobody has the id. */
  readonly readCustomer: ReadCustomer;
  /** What `render` makes of one customer's record; null where nobody has the id. */
  readonly renderRecord: <Text>(id: string, render: (record: DataView) => Text) => Promise<Text | null>;
  readonly layout: CustomerFile["layout"];
};

/** Until it is closed. */
export type OpenedCustomers = VisibleCustomers & { readonly close: () => Promise<void> };

/**
 * Part of the mains: reads customers from the run's file. Who is hidden is not there, as in every query. Throws
 * `RESULTS_DAMAGED` where the file is not whole.
 */
export async function openReadCustomer(path: string, hidden: Pick<HiddenCustomers, "among">): Promise<OpenedCustomers> {
  const file = await openCustomerFile(path);
  const isHidden = askTogether(hidden);
  return {
    layout: file.layout,
    readCustomer: async (id, signal) => ((await isHidden(id)) ? null : file.find(id, signal)),
    renderRecord: async (id, render) => {
      if (await isHidden(id)) return null;
      // Nothing comes between: the record is valid until the next is read.
      const record = file.record(id);
      return record === null ? null : render(record);
    },
    close: file.close,
  };
}

/**
 * Asks the store once for all ids that come in the same turn of the event loop. It is asked after each of them came, so
 * a customer who was hidden before a request is hidden for it.
 */
function askTogether(hidden: Pick<HiddenCustomers, "among">): (id: string) => Promise<boolean> {
  let waiting: { readonly ids: Set<string>; readonly found: Promise<ReadonlySet<string>> } | null = null;
  const begin = () => {
    const ids = new Set<string>();
    const turnIsOver = new Promise<void>((resolve) => setImmediate(resolve));
    const found = turnIsOver.then(() => {
      waiting = null;
      return hidden.among([...ids]);
    });
    return { ids, found };
  };
  return async (id) => {
    const { ids, found } = (waiting ??= begin());
    ids.add(id);
    return (await found).has(id);
  };
}
