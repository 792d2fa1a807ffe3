import type { QueryOperations } from "../../operations/query-operations.ts";
import { cleanLine, cleanText } from "../clean-text.ts";
import { cutText, wrapText } from "../fit-text.ts";
import type { Style } from "../style.ts";

type Proposal = Awaited<ReturnType<QueryOperations["show"]>>;

/** A proposal on one line: id, state, day, question. */
export function renderProposalLine(proposal: Proposal, width: number, style: Style): string {
  const { id, state, at, question } = proposal;
  const start = `${id}  ${state.padEnd(8)}  ${at.slice(0, 10)}  `;
  const words = cutText(cleanLine(question), Math.max(20, width - start.length));
  return `${style.bold(id)}${start.slice(id.length)}${words}\n`;
}

/** A proposal whole: who, when, on which answer, the question, the SQL, and what came of it. */
export function renderProposal(proposal: Proposal, width: number, style: Style): string {
  const { id, state, at, owner, answerId, question, sql, reason, reviewer, reviewedAt, verifiedQuery } = proposal;
  const lines = [
    style.bold(`${id}, ${state}`),
    ...wrapText(`by ${cleanLine(owner)} at ${at}, on the answer ${cleanLine(answerId)}`, width).map(style.dim),
    ...wrapText(`Question: ${cleanLine(question)}`, width, "  "),
    ...cleanText(sql).split("\n").map(style.code),
    ...(reason === null ? [] : wrapText(`Reason: ${cleanLine(reason)}`, width, "  ")),
    ...(reviewer === null ? [] : wrapText(`Reviewed by ${cleanLine(reviewer)} at ${reviewedAt}`, width, "  ")),
    ...(verifiedQuery === null ? [] : [`It is the verified query ${verifiedQuery}.`]),
  ];
  return `${lines.join("\n")}\n`;
}
