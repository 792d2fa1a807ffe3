import type { Population } from "./populations.ts";
import type { Judgement } from "./watch-judge.ts";

/** What each person was told of, the newest last; kept in this process. */
export type WatchHistory = {
  /**
   * Lets `judge` see what the person was told of on this run, one query of that person at a time, and remembers the
   * fresh populations it gives. Gives the judgement, and a function that forgets them again. Rejects, remembering nothing, when `judge` does.
   */
  readonly inTurn: (person: string, runId: string, judge: Judge) => Promise<Turn>;
};

/** What was judged, and how to take it back where it was not told after all. */
export type Turn = { readonly judgement: Judgement; readonly forget: () => void };

type Judge = (known: readonly Population[]) => Promise<Judgement>;

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
        const judgement = await judge(told.populations);
        told.populations = [...told.populations, ...judgement.fresh].slice(-mostPopulations);
        return judgement;
      });
      told.turn = judged.catch(() => {});
      const judgement = await judged;
      return {
        judgement,
        forget: () => {
          told.populations = told.populations.filter((population) => !judgement.fresh.includes(population));
        },
      };
    },
  };
}
