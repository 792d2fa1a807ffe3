export { answerSchema, type Answer, type Caveat, type Chart, type Claim, type Outcome } from "./answer.ts";
export { turnEventTypes, type Principal, type RunTurn, type TurnEvent, type TurnRequest } from "./events.ts";
export { createMiddleware } from "./middleware/create-middleware.ts";
export { assertNoTracing } from "./models/no-tracing.ts";
export { createChatModel, type ChatModel } from "./models/create-chat-model.ts";
export { createOfflineAnalyst } from "./offline/index.ts";
export { createRunTurn, type RunTurnDeps } from "./run-turn.ts";
export { sleep } from "./middleware/retry.ts";
export { threadTurnSchema, type Thread, type ThreadStore, type ThreadTurn } from "./thread.ts";
