import type { FaultResult } from "./run-fault.ts";

/** One fault as a terminal shows it while the check runs. */
export function renderFault({ name, status, asked, changed, caughtBy, missed, crash }: FaultResult): string {
  const first = caughtBy[0];
  const other = missed ? `missed in ${missed.case}` : crash ? `${crash.case} ended in a fault of the program` : "";
  const told = first ? `${first.case}: ${first.by.join(", ")}` : other;
  return `${status.padEnd(14)} ${name.padEnd(30)} ${String(asked).padStart(5)} ${String(changed).padStart(7)}  ${told}`;
}

/** The columns of `renderFault`. */
export const faultHeader = `${"".padEnd(14)} ${"fault".padEnd(30)} asked changed  first caught by`;

/** What the check found, in one line, and every fault that was not caught. */
export function renderVerdict(results: readonly FaultResult[]): string {
  const caught = results.filter(({ status }) => status === "caught");
  return [
    `${caught.length} of ${results.length} faults caught`,
    ...results.flatMap((result) => (result.status === "caught" ? [] : [`  ${tellUncaught(result)}`])),
  ].join("\n");
}

function tellUncaught({ name, about, status, missed, crash }: FaultResult): string {
  switch (status) {
    case "crashed":
      return `crashed: ${name} (${about}); ${crash?.case}: ${crash?.detail}`;
    case "survived":
      return `survived: ${name} (${about}); ${missed?.case}: ${missed?.question}`;
    default:
      return `${status}: ${name} (${about}), no answer was another`;
  }
}
