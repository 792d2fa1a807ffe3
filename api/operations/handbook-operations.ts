import type { Principal } from "#agent";
import { AppError } from "#core";
import type { HandbookPage, UsualQuestion } from "#tools";

import { requireRight } from "./require-right.ts";

/** What is written on the data and the models, and what people usually ask; nothing of any customer. */
export type HandbookOperations = {
  /** The pages that the person's role has, without their text. */
  readonly pages: (principal: Principal) => readonly Omit<HandbookPage, "read">[];
  /** The text of one page as markdown. Throws `RIGHT_MISSING`, and `NOT_FOUND` for a page that the role does not have. */
  readonly read: (principal: Principal, path: string) => Promise<string>;
  readonly questions: (principal: Principal) => readonly UsualQuestion[];
};

export function createHandbookOperations(handbook: {
  readonly pages: (principal: Principal) => readonly HandbookPage[];
  readonly questions: (principal: Principal) => readonly UsualQuestion[];
}): HandbookOperations {
  return {
    pages: (principal) => handbook.pages(principal).map(({ path, title, about }) => ({ path, title, about })),
    read: async (principal, path) => {
      requireRight(principal, "ask");
      const page = handbook.pages(principal).find((one) => one.path === path);
      if (page) return page.read();
      throw new AppError("NOT_FOUND", {
        detail: "The handbook has no page of this name.",
        hint: "List the pages to see what there is.",
      });
    },
    questions: (principal) => handbook.questions(principal),
  };
}
