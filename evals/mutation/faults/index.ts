import type { Fault } from "../fault.ts";
import { conductFaults } from "./at-conduct.ts";
import { evidenceFaults } from "./at-evidence.ts";
import { queryFaults } from "./at-query.ts";
import { replyFaults } from "./at-reply.ts";
import { finishedFaults } from "./past-checks.ts";

/** Every fault that the suite is to find. */
export const faults: readonly Fault[] = [
  ...queryFaults,
  ...evidenceFaults,
  ...replyFaults,
  ...conductFaults,
  ...finishedFaults,
];
