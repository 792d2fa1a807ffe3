import { confirm, password, select, text } from "@clack/prompts";

import { leftUnanswered, type Ask } from "./ask.ts";

/** Asks at the process's own terminal. */
export function askAtTerminal(signal: AbortSignal): Ask {
  return {
    choose: (message, options, present) =>
      answered(
        select({
          message,
          options: options.map(({ value, label, about }) => ({ value, label, ...(about && { hint: about }) })),
          initialValue: present,
          signal,
        }),
      ),
    line: (message, present, check) =>
      answered(text({ message, initialValue: present, validate: (given = "") => check(given.trim()), signal })).then(
        (given) => given.trim(),
      ),
    secret: (message, isSet, check) =>
      answered(
        password({
          message: isSet ? `${message} (empty keeps the one that is set)` : message,
          validate: (given = "") => check(given.trim()),
          signal,
        }),
      ).then((given) => given.trim()),
    agree: (message, present) => answered(confirm({ message, initialValue: present, signal })),
  };
}

/** A symbol stands for a question that was left. */
async function answered<Answer>(asking: Promise<Answer>): Promise<Exclude<Answer, symbol>> {
  const answer = await asking;
  if (typeof answer === "symbol") throw leftUnanswered;
  // What is no symbol is the answer.
  return answer as Exclude<Answer, symbol>;
}
