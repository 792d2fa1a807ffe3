export type { AnswerMemory } from "./answer-memory.ts";
export {
  answerSchema,
  evidenceSchema,
  type Answer,
  type Caveat,
  type Chart,
  type Claim,
  type Outcome,
} from "./answer.ts";
export { traceOf } from "./error-trace.ts";
export { turnEventTypes, type Principal, type RunTurn, type TurnEvent, type TurnRequest } from "./events.ts";
export { createMiddleware } from "./middleware/create-middleware.ts";
export { assertNoTracing } from "./models/no-tracing.ts";
export type { ModelName } from "./models/catalog.ts";
export { createChatModel, type ChatModel } from "./models/create-chat-model.ts";
export { costOfUsage } from "./models/usage.ts";
export { hasAwsCredentials } from "./models/find-aws-credentials.ts";
export { tryChatModel } from "./models/try-chat-model.ts";
export { createOfflineAnalyst } from "./offline/index.ts";
export { replayAnswer, type ReplayDeps } from "./replay/replay-answer.ts";
export { replaySchema, type Replay, type ReplayedClaim, type ReplayedEvidence } from "./replay/replay.ts";
export { createRunTurn, type RunTurnDeps } from "./run-turn.ts";
export { sleep } from "./middleware/retry.ts";
export { promptHash } from "./turn/prompt-hash.ts";
export { threadTurnSchema, type Thread, type ThreadStore, type ThreadTurn } from "./thread.ts";
