export {
  answerSchema,
  type Answer,
  type Caveat,
  type Chart,
  type Claim,
  type Outcome,
} from "./answer.ts";
export { turnEventTypes, type Principal, type RunTurn, type TurnEvent, type TurnRequest } from "./events.ts";
export type { Thread, ThreadStore, ThreadTurn } from "./thread.ts";
