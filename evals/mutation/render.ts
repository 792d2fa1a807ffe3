import type { FaultResult } from "./run-fault.ts";

/** One fault as a terminal shows it while the check runs. */
export function renderFault({ name, status, asked, changed, caughtBy, missed }: FaultResult): string {
  const first = caughtBy[0];
  const told = first ? `${first.case}: ${first.by.join(", ")}` : missed ? `missed in ${missed.case}` : "";
  return `${status.padEnd(14)} ${name.padEnd(26)} ${String(asked).padStart(5)} ${String(changed).padStart(7)}  ${told}`;
}

/** The columns of `renderFault`. */
export const faultHeader = `${"".padEnd(14)} ${"fault".padEnd(26)} asked changed  first caught by`;

/** What the check found, in one line, and every fault that got by. */
export function renderVerdict(results: readonly FaultResult[]): string {
  const count = (status: FaultResult["status"]) => results.filter((result) => result.status === status).length;
  const exercised = results.length - count("not-exercised");
  const survivors = results.filter(({ status }) => status === "survived");
  return [
    `${count("caught")} of ${exercised} faults caught, ${count("not-exercised")} not exercised`,
    ...survivors.map(
      ({ name, about, missed }) => `  survived: ${name} (${about}); ${missed?.case}: ${missed?.question}`,
    ),
  ].join("\n");
}
