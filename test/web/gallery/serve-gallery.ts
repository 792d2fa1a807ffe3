import type { RunTurn, TurnEvent } from "#agent";
import { AppError, roles } from "#core";

import { createBoardOperations } from "../../../api/operations/board-operations.ts";
import { createLoadOwnAnswer } from "../../../api/operations/own-answer.ts";
import { createResultsOperations } from "../../../api/operations/results-operations.ts";
import { createReviewOperations } from "../../../api/operations/review-operations.ts";
import { createRunOperations } from "../../../api/operations/run-operations.ts";
import { buildOperations, type TestStore } from "../../support/build-operations.ts";
import { answeringEvents, turnError } from "../../support/fake-run-turn.ts";
import { openMemoryStore } from "../../support/open-memory-store.ts";
import { servePage, type ServedPage } from "../../support/serve-page.ts";
import { answers, tableOf } from "./answers.ts";
import { galleryResults, galleryReviews, galleryRuns } from "./results.ts";

/** Who has the gallery's conversations and boards. */
export const keeper = "person:keeper";

/** Headers by which a window of a test says who looks at it, and with which role. */
export const personHeader = "x-test-person";
export const roleHeader = "x-test-role";

/** The page over answers, boards, results, runs and reviews of every kind, all in memory. */
export async function serveGallery(): Promise<ServedPage> {
  const store = await openMemoryStore();
  for (const [name, answer] of Object.entries(answers)) {
    await store.answers.save(answer, keeper);
    await store.threads.append(`thread_${name}`, keeper, { question: answer.question, answer });
  }
  await store.sharedAnswers.share("answer_bars", keeper);
  await fillBoards(store);
  const reviews = galleryReviews();
  const operations = {
    ...buildOperations(store),
    results: createResultsOperations(galleryResults),
    runs: createRunOperations(async () => galleryRuns),
    reviews: createReviewOperations({
      queue: async () => reviews,
      record: async ({ customer, model, reviewer, ...word }) => {
        const at = reviews.findIndex((item) => item.customer === customer && item.model === model);
        const item = reviews[at];
        if (item) reviews[at] = { ...item, review: { ...word, reviewer, at: new Date().toISOString() } };
      },
    }),
    boards: createBoardOperations({
      boards: store.boards,
      loadOwnAnswer: createLoadOwnAnswer(store.answers),
      threads: store.threads,
      ask: failingTurn,
      liveRunId: "run_2",
      ids: (kind) => `${kind}_new`,
    }),
  };
  return servePage({ runTurn: playTurn, operations, principalOf });
}

async function fillBoards(store: TestStore): Promise<void> {
  const { id } = await store.boards.create(keeper, "Weekly look");
  for (const name of ["bars", "contributions"]) await store.boards.add(id, keeper, `answer_${name}`);
  await store.boards.create(keeper, "Nothing yet");
}

function principalOf(request: Request) {
  const id = request.headers.get(personHeader) ?? keeper;
  const role = roles.find((one) => one === request.headers.get(roleHeader)) ?? "steward";
  if (id === "person:nobody")
    throw new AppError("SIGN_IN_REQUIRED", { detail: "Nobody is signed in.", hint: "Sign in, or send a key." });
  return { id, role };
}

/** Works until it is stopped where it is asked to hold, breaks off where it is asked to fail, and else answers. */
const playTurn: RunTurn = async function* (request) {
  if (request.question !== "Hold" && request.question !== "Fail") {
    yield* answeringEvents(request, { id: `answer_${request.thread}` });
    return;
  }
  yield* lookups(request.thread);
  if (request.question === "Fail") {
    yield turnError("LLM_THROTTLED");
    return;
  }
  const { signal } = request;
  await new Promise<void>((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener("abort", () => resolve());
  });
  yield turnError("TURN_ABORTED");
};

const failingTurn: RunTurn = async function* () {
  yield turnError("LLM_UNAVAILABLE");
};

/** One look-up that is over, one that failed, one that runs. */
function lookups(thread: string): readonly TurnEvent[] {
  const sql = "SELECT plan, avg(score) AS mean_score FROM scores WHERE day >= DATE '2026-10-01' GROUP BY plan";
  const found = tableOf(
    ["plan", "mean_score double"],
    [
      ["free", 0.25],
      ["premium", 0.75],
    ],
  );
  const start = (id: string, purpose: string): TurnEvent => ({
    type: "tool-start",
    id,
    name: "query_athena",
    input: { sql, purpose },
  });
  const end = (id: string, ok: boolean, summary: string): TurnEvent => ({
    type: "tool-end",
    id,
    name: "query_athena",
    ok,
    summary,
    table: ok ? found : null,
    sql,
    elapsedMs: 812,
  });
  return [
    { type: "turn-start", answerId: `answer_${thread}`, thread },
    start("call_1", "Mean score by plan"),
    end("call_1", true, "2 rows, 4.2 MB read"),
    start("call_2", "Score by day"),
    end("call_2", false, "SQL_FAILED: there is no column day_of"),
    start("call_3", "Score by week"),
  ];
}
