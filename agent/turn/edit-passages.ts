import type { Role } from "#core";

import { checkPersonalData, maskPersonalData } from "#tools";

import { checkCausalWording } from "../checks/index.ts";

/** Changes each passage of one text before it is checked and sent, and remembers what it changed. */
export type PassageEditor = {
  readonly rewrite: (passage: string) => string;
  /** What was changed so far, in plain words. */
  readonly notes: readonly string[];
  /** Whether a passage tells a relation or a simulation, so that the not-causal caveat belongs to the answer. */
  readonly needsCaveat: boolean;
};

/** Pictures in Markdown: loading one tells its address to whoever wrote it into the data. */
const pictures = /!\[([^\]\n]*)\](?:\([^)\n]*\)|\[[^\]\n]*\])/g;

/**
 * An editor for one reply of the model: personal data is masked, pictures from elsewhere are
 * left out, causal wording softened. It works on what is about
 * to leave, so nothing is sent that has to be taken back.
 */
export function createPassageEditor(rights: { readonly role: Role; readonly idPattern: string }): PassageEditor {
  const notes: string[] = [];
  let needsCaveat = false;
  return {
    rewrite: (passage) => {
      const shown = passage.replaceAll(pictures, "$1");
      if (shown !== passage) notes.push("a picture from elsewhere was left out");
      const findings = checkPersonalData(shown, rights);
      notes.push(...findings.map((finding) => `personal data (${finding.kind}) was masked`));
      const causal = checkCausalWording(maskPersonalData(shown, findings));
      notes.push(...causal.notes);
      needsCaveat ||= causal.needsCaveat;
      return causal.text;
    },
    notes,
    get needsCaveat() {
      return needsCaveat;
    },
  };
}
