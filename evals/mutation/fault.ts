import type { Answer, Principal, ThreadStore } from "#agent";
import type { Domain } from "#knowledge";
import type { RunQuery } from "#sql";
import type { Evidence } from "#tools";

/** What one tool call found. */
export type Found = Omit<Evidence, "id">;

/** The product's seams: what goes through each may be changed on its way, without touching a line of its source. */
export type Seams = {
  /** The dictionary and the rules that guard, tools and analyst are built with. */
  readonly domain: (domain: Domain) => Domain;
  /** Which run's tables are asked. */
  readonly database: "live" | "another-run";
  /** Rows that a result may have at most; the settings' own where null. */
  readonly maxRows: number | null;
  readonly query: (run: RunQuery) => RunQuery;
  /** off: queries go past guard, translation and caps. */
  readonly guard: "on" | "off";
  readonly evidence: (found: Found) => Found;
  /** What the model says, before the product's checks; without the block beside the text. */
  readonly reply: (text: string) => string;
  readonly principal: (principal: Principal) => Principal;
  readonly threads: (store: ThreadStore) => ThreadStore;
  /** What an answer says of the run that it is of. */
  readonly dataset: (dataset: Answer["dataset"]) => Answer["dataset"];
  /** Whose answers of before a person may be given: those to people of the same rights, or to anybody. */
  readonly memory: "same-role" | "anybody";
};

/** Which answers a fault can show in. */
type Touches = (answer: Answer) => boolean;

/**
 * A fault to plant. inside: at a seam of the product, which then answers anew. past-checks: in the finished answer, as if
 * the product's last check were broken.
 */
export type Fault = {
  readonly name: string;
  /** What is broken, in plain words. */
  readonly about: string;
  /** Cases of such answers are asked first; of all where left out. */
  readonly touches?: Touches;
  /** Categories of cases of which all are asked, however few are asked of the others: the fault shows in few. */
  readonly categories?: readonly string[];
} & (
  | { readonly kind: "inside"; readonly seams: Partial<Seams> }
  | { readonly kind: "past-checks"; readonly plant: (answer: Answer, earlier: Answer) => Answer }
);

/** A fault at a seam of the product. */
export function inside(
  name: string,
  about: string,
  seams: Partial<Seams>,
  touches?: Touches,
  categories?: readonly string[],
): Fault {
  return { name, about, kind: "inside", seams, ...(touches && { touches }), ...(categories && { categories }) };
}

/** A fault in the finished answer; `earlier` is the answer to another question. */
export function pastChecks(
  name: string,
  about: string,
  plant: (answer: Answer, earlier: Answer) => Answer,
  touches?: Touches,
): Fault {
  return { name, about, kind: "past-checks", plant, ...(touches && { touches }) };
}

/** Answers that rest on a call of one of these tools. */
export function restsOn(...tools: readonly string[]): Touches {
  return (answer) => answer.evidence.some(({ tool }) => tools.includes(tool));
}

/** Answers whose model wrote SQL with these words; what the guard added does not count. */
export function asksFor(words: RegExp): Touches {
  return (answer) =>
    answer.evidence.some(({ input, sql }) => words.test(typeof input["sql"] === "string" ? input["sql"] : (sql ?? "")));
}
