import type { Answer } from "#agent";
import type { Clock, Logger } from "#core";

import type { Service } from "../service.ts";
import type { CallSlack } from "./call-slack.ts";
import type { FindMember } from "./members.ts";
import type { Gate } from "./receive/gate.ts";

/** Draws an answer's chart as a PNG, with what it shows in words; null where it has none. Throws where it cannot. */
export type DrawPicture = (
  answer: Answer,
  signal: AbortSignal,
) => Promise<{ readonly png: Uint8Array; readonly altText: string } | null>;

/** What everything in the Slack app stands on. */
export type SlackDeps = {
  readonly call: CallSlack;
  readonly gate: Gate;
  readonly findMember: FindMember;
  readonly service: Pick<Service, "runTurn" | "operations" | "slack">;
  readonly drawPicture: DrawPicture;
  /** Origin of the pages on the web; null where nobody else reaches them. */
  readonly webUrl: string | null;
  readonly teamId: () => string;
  readonly botUserId: () => string;
  readonly questionChars: number;
  /** Resolves after so long, or when the signal is aborted. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
};
