/** What is wrong with an answer; undefined where nothing is. */
export type CheckAnswer = (text: string) => string | undefined;

export type Option = { readonly value: string; readonly label: string; readonly about?: string };

/** Asks a person, one question at a time. Each throws `leftUnanswered` where the person leaves instead. */
export type Ask = {
  /** One of the values. */
  readonly choose: (question: string, options: readonly Option[], present: string) => Promise<string>;
  readonly line: (question: string, present: string, check: CheckAnswer) => Promise<string>;
  /** A line that is not shown. Empty leaves what is there, of which is only said whether there is any. */
  readonly secret: (question: string, isSet: boolean, check: CheckAnswer) => Promise<string>;
  readonly agree: (question: string, present: boolean) => Promise<boolean>;
};

/** What is thrown where a person leaves a question unanswered. */
export const leftUnanswered = new Error("The person left.");
