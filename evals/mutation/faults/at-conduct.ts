import type { Answer } from "#agent";

import { inside, type Fault } from "../fault.ts";

/** Faults in who asks, what was said before, and the rules that hold. */
export const conductFaults: readonly Fault[] = [
  inside("context ignored", "what was said before is forgotten", {
    threads: (store) => ({ ...store, load: async () => null }),
  }),
  inside("rights ignored", "everybody is taken for a steward", {
    principal: (principal) => ({ ...principal, role: "steward" }),
  }),
  inside(
    "k-anonymity off",
    "groups of any size are told of",
    { domain: (domain) => ({ ...domain, policy: { ...domain.policy, minimumGroupSize: 1 } }) },
    (answer) => isTurnedDown(answer) || /\bfewer than\b|\bwithheld\b/.test(answer.text),
    ["small-group", "confidential", "astray"],
  ),
  inside(
    "red lines forgotten",
    "nothing is ruled out",
    { domain: (domain) => ({ ...domain, policy: { ...domain.policy, redLines: [] } }) },
    isTurnedDown,
    ["red-line"],
  ),
  inside(
    "personal data forgotten",
    "no word is known to ask for personal data",
    { domain: (domain) => ({ ...domain, policy: { ...domain.policy, personalData: [], neverInputs: [] } }) },
    isTurnedDown,
    ["personal-data"],
  ),
  inside(
    "classes forgotten",
    "confidential columns are as open as others",
    {
      domain: (domain) => {
        const open = <Kind extends { readonly privacy: string }>(column: Kind) =>
          column.privacy === "confidential" ? { ...column, privacy: "internal" as const } : column;
        return {
          ...domain,
          feedColumns: domain.feedColumns.map(open),
          resultColumns: domain.resultColumns.map(open),
          tables: domain.tables.map((table) => ({ ...table, columns: table.columns.map(open) })),
        };
      },
    },
    isTurnedDown,
    ["confidential", "small-group", "astray"],
  ),
  inside("yesterday's date", "the answer says that its data are of the day before", {
    dataset: (dataset) => ({ ...dataset, snapshotDate: dayBefore(dataset.snapshotDate) }),
  }),
  inside("run mislabelled", "the answer names another run", {
    dataset: (dataset) => ({ ...dataset, runId: "run_0000000000000000" }),
  }),
  inside("models mislabelled", "the answer names versions of models that are not live", {
    dataset: (dataset) => ({
      ...dataset,
      modelVersions: Object.fromEntries(Object.keys(dataset.modelVersions).map((model) => [model, "none"])),
    }),
  }),
  inside(
    "another role's answer",
    "the memory gives a viewer what a steward was answered",
    { memory: "anybody" },
    undefined,
    ["memory"],
  ),
];

function dayBefore(date: string): string {
  return new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);
}

function isTurnedDown({ outcome }: Answer): boolean {
  return outcome !== "answered";
}
