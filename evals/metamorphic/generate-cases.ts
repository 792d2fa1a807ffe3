import { createRandom, hashText } from "#core";
import type { Domain } from "#knowledge";

import type { RelatedQuestions, Relation } from "./relation.ts";

/** Questions of one relation, with a name that finds them again. */
export type MetamorphicCase = RelatedQuestions & { readonly id: string; readonly relation: Relation };

/** Draws that may give no new questions before a relation is taken to have no more. */
const mostDraws = 20;

/**
 * So many cases of each relation, all different, drawn by the seed: the same seed gives the same questions, and a
 * relation's do not hang on which others there are.
 */
export function generateCases(
  relations: readonly Relation[],
  domain: Domain,
  { perRelation, seed }: { readonly perRelation: number; readonly seed: number },
): readonly MetamorphicCase[] {
  return relations.flatMap((relation) => {
    const random = createRandom(seed, streamOf(relation.name));
    const cases = new Map<string, MetamorphicCase>();
    for (let draw = 0; cases.size < perRelation && draw < perRelation * mostDraws; draw++) {
      const questions = relation.generate(domain, random);
      const key = JSON.stringify(questions?.asks);
      if (questions === null || cases.has(key)) continue;
      const id = `${relation.name.replaceAll(/[^a-z0-9]+/g, "-")}-${cases.size + 1}`;
      cases.set(key, { ...questions, id, relation });
    }
    return [...cases.values()];
  });
}

/** A stream of random numbers for each name. */
function streamOf(name: string): number {
  return Number.parseInt(hashText(name, 7), 16);
}
