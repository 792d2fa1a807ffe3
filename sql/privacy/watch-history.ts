import type { Population } from "./populations.ts";

/** What each person was told of, the newest last; kept in this process. */
export type WatchHistory = {
  /**
   * Lets `judge` see what the person was told of on this run, one query of that person at a time, and remembers the
   * populations it gives. Gives a function that forgets them again. Rejects, remembering nothing, when `judge` does.
   */
  readonly inTurn: (person: string, runId: string, judge: Judge) => Promise<() => void>;
};

type Judge = (known: readonly Population[]) => Promise<readonly Population[]>;

type Told = { populations: readonly Population[]; turn: Promise<unknown> };

/** Persons that are remembered; who was silent longest is forgotten first. */
const mostPersons = 10_000;

/** Remembers at most so many populations of each person; a new run forgets all. */
export function createWatchHistory(mostPopulations: number): WatchHistory {
  const persons = new Map<string, Told>();
  let currentRun: string | null = null;
  const toldTo = (person: string, runId: string): Told => {
    if (runId !== currentRun) persons.clear();
    currentRun = runId;
    const told = persons.get(person) ?? { populations: [], turn: Promise.resolve() };
    // Who asked last stands last.
    persons.delete(person);
    persons.set(person, told);
    const [silent] = persons.keys();
    if (persons.size > mostPersons && silent !== undefined) persons.delete(silent);
    return told;
  };
  return {
    inTurn: async (person, runId, judge) => {
      const told = toldTo(person, runId);
      const judged = told.turn.then(async () => {
        const fresh = await judge(told.populations);
        told.populations = [...told.populations, ...fresh].slice(-mostPopulations);
        return fresh;
      });
      told.turn = judged.catch(() => {});
      const fresh = await judged;
      return () => {
        told.populations = told.populations.filter((population) => !fresh.includes(population));
      };
    },
  };
}
