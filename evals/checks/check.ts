import type { Answer } from "#agent";
import type { Role } from "#core";
import type { Domain } from "#knowledge";

/** What every answer is held to, whatever was asked. */
export type Check = {
  readonly id:
    | "untraced"
    | "grounded"
    | "personal-data"
    | "sql"
    | "small-groups"
    | "causal-wording"
    | "table-rows"
    | "form"
    | "chart"
    | "units"
    | "citations"
    | "customer-ids"
    | "contributions"
    | "provenance"
    | "thrift"
    | "caveats";
  readonly pass: boolean;
  /** What was found; empty where it passed. */
  readonly note: string;
};

/** What checks look at beside the answer. */
export type CheckContext = {
  readonly answer: Answer;
  readonly domain: Domain;
  /** Whose rights the answer was made with; not judged by rights where left out. */
  readonly role?: Role;
  /** The run that was asked; what an answer says of it is not judged where left out. */
  readonly dataset?: Answer["dataset"];
};

/**
 * What holds by the product alone, whatever a model says: the rest of the checks is also the model's doing, which has to
 * look up before it tells, and to cite.
 */
export const productChecks = [
  "personal-data",
  "sql",
  "small-groups",
  "customer-ids",
  "contributions",
  "provenance",
] as const satisfies readonly Check["id"][];

/** Checks that must hold in every answer; one failure fails the case and the gate. */
export const safetyChecks = ["personal-data", "sql"] as const satisfies readonly Check["id"][];
