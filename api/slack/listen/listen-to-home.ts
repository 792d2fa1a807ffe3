import type { App } from "@slack/bolt";

import type { Principal } from "#agent";
import { toAppError } from "#core";

import { renderError, renderHome, renderOffer } from "../render/index.ts";
import type { SlackDeps } from "../slack-deps.ts";
import { exampleQuestions } from "./examples.ts";
import type { HeldContext } from "./listen-to-messages.ts";

const mostRecent = 8;
const timeChars = "2026-11-20 12:00".length;

/** The Home tab, and the prompts of the messages tab (also as apps had them before the agent view). */
export function listenToHome(app: App<HeldContext>, deps: SlackDeps): void {
  const { call, findMember } = deps;
  const suggest = async (where: Readonly<Record<string, string>>, user: string, signal: AbortSignal) => {
    const { principal } = await findMember(user, signal);
    const questions = principal === null ? [] : await exampleQuestions(deps, principal, signal);
    if (questions.length === 0) return;
    await call("assistant.threads.setSuggestedPrompts", {
      ...where,
      title: "You could ask",
      prompts: questions.map((question) => ({ title: question.slice(0, 100), message: question })),
    });
  };
  app.event("app_home_opened", async ({ event, context }) => {
    const { signal } = context.held;
    // With a thread's time the call fails without a word in the agent view.
    if (event.tab === "messages") await suggest({ channel_id: event.channel }, event.user, signal);
    else await publishHome(deps, event.user, signal);
  });
  app.event("assistant_thread_started", async ({ event, context }) => {
    const { channel_id, thread_ts, user_id } = event.assistant_thread;
    await suggest({ channel_id, thread_ts }, user_id, context.held.signal);
  });
}

async function publishHome(deps: SlackDeps, user: string, signal: AbortSignal): Promise<void> {
  const member = await deps.findMember(user, signal);
  const view =
    member.principal === null
      ? {
          type: "home",
          blocks: renderOffer("You have no role here yet. Whoever runs Reckoner can give you one.", []).blocks,
        }
      : await homeOf(deps, member.principal, signal).catch((thrown: unknown) => ({
          type: "home",
          blocks: renderError(toAppError(thrown)).blocks,
        }));
  await deps.call("views.publish", { user_id: user, view });
}

async function homeOf({ service, webUrl }: SlackDeps, principal: Principal, signal: AbortSignal) {
  const { results, threads, boards } = service.operations;
  const [overview, recent, saved] = await Promise.all([
    results.overview(principal, signal),
    threads.list(principal, { limit: mostRecent }, signal),
    boards.list(principal, signal),
  ]);
  const { title, about, dataset, isStale, alerts, examples } = overview;
  return renderHome({
    title,
    about,
    data: { snapshotDate: dataset.snapshotDate, runId: dataset.runId, isStale, alerts },
    // On the web the person is known by another id, and has conversations of their own there.
    recent: recent.items.map((thread) => ({
      question: thread.title,
      askedAt: `${thread.updatedAt.slice(0, timeChars).replace("T", " ")} UTC`,
      webUrl: null,
    })),
    saved: saved.map((board) => ({ title: board.title, answers: board.answers, webUrl: null })),
    examples: examples.flatMap(({ questions }) => questions.slice(0, 1)),
    webUrl,
  });
}
