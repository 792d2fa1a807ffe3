import { firstNumber } from "../chat/evidence-table.ts";
import { formatNumber, formatShare } from "../ui/format.ts";
import type { TableData } from "../ui/table-data.ts";

/** What came to be of customers in the test split whose prediction was like this one, in words. */
export function CalibrationFacts({ table }: { readonly table: TableData }) {
  const figure = (name: string) => firstNumber(table, name);
  const [from, to, customers, actual] = [figure("from"), figure("to"), figure("customers"), figure("mean_actual")];
  if (from === null || to === null || customers === null || actual === null) return null;
  // An error in the outcome's own unit is told of amounts; where there is none the outcome is yes or no.
  const error = figure("mean_absolute_error");
  const told = error === null ? formatShare : formatNumber;
  const [low, high, within] = [figure("actual_low"), figure("actual_high"), figure("share_within_interval")];
  return (
    <dl class="facts">
      <Fact name={`Test customers predicted ${told(from)} to ${told(to)}`} value={formatNumber(customers)} />
      <Fact
        name="Came to be, on average"
        value={`${told(actual)}${low !== null && high !== null ? ` (${told(low)} to ${told(high)})` : ""}`}
      />
      {error !== null && <Fact name="Off by, on average" value={formatNumber(error)} />}
      {within !== null && <Fact name="Within their interval" value={formatShare(within)} />}
    </dl>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
