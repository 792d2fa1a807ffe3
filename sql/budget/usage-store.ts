/** What queries have used: bytes read, and seconds from asking to the end. */
export type Usage = { readonly bytes: number; readonly seconds: number };

/** Keeps what each person has used on a day, so that a restart does not renew a budget. Days are YYYY-MM-DD, UTC. */
export type UsageStore = {
  /** What a person has used on a day, in all processes that share the store; nothing where nothing is known. */
  readonly usageOf: (person: string, day: string) => Promise<Usage>;
  /** Adds one query's use to a person's day. */
  readonly add: (person: string, day: string, usage: Usage) => Promise<void>;
};

/** Keeps the use of one day at a time in this process only. */
export function createMemoryUsageStore(): UsageStore {
  let keptDay = "";
  let kept = new Map<string, Usage>();
  const ofDay = (day: string) => {
    if (day !== keptDay) kept = new Map();
    keptDay = day;
    return kept;
  };
  const usageOf = (person: string, day: string) => ofDay(day).get(person) ?? nothing;
  return {
    usageOf: async (person, day) => usageOf(person, day),
    add: async (person, day, usage) => void ofDay(day).set(person, sumOf(usageOf(person, day), usage)),
  };
}

const nothing: Usage = { bytes: 0, seconds: 0 };

function sumOf(one: Usage, other: Usage): Usage {
  return { bytes: one.bytes + other.bytes, seconds: one.seconds + other.seconds };
}
