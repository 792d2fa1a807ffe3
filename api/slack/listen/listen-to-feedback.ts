import type { App } from "@slack/bolt";
import { z } from "zod";

import type { Principal } from "#agent";
import { isAppError, toAppError } from "#core";

import { feedbackSchema } from "../../feedback-schema.ts";
import { postEphemeral } from "../answer/post.ts";
import { actionIds, readThumb, renderError, renderOffer } from "../render/index.ts";
import type { SlackDeps } from "../slack-deps.ts";
import type { HeldContext } from "./listen-to-messages.ts";
import { feedbackView, readFeedbackView, viewIds } from "./views.ts";

const pressed = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
  channel: z.object({ id: z.string() }),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }),
  actions: z.array(z.looseObject({ value: z.string() })).min(1),
});

/** Thumbs, and the reason of a thumb down. Slack says nothing when one is taken back: the last one counts. */
export function listenToFeedback(app: App<HeldContext>, deps: SlackDeps): void {
  const { call, findMember, service } = deps;
  const give = async (
    principal: Principal,
    answerId: string,
    given: z.input<typeof feedbackSchema>,
    signal: AbortSignal,
  ) => service.operations.feedback.give(principal, answerId, feedbackSchema.parse(given), signal);

  app.action(actionIds.feedback, async ({ ack, body, context }) => {
    await ack();
    const press = pressed.safeParse(body).data;
    const thumb = readThumb(press?.actions[0]?.value ?? "");
    if (press === undefined || thumb === null) return;
    const { signal } = context.held;
    const { principal } = await findMember(press.user.id, signal);
    if (principal === null) return;
    try {
      await give(principal, thumb.answerId, { verdict: thumb.verdict }, signal);
      if (thumb.verdict === "down") {
        await call("views.open", { trigger_id: press.trigger_id, view: feedbackView(thumb.answerId) });
      }
    } catch (thrown) {
      const { channel, message, user } = press;
      const where = { channel: channel.id, threadTs: message.thread_ts ?? message.ts, user: user.id };
      await postEphemeral(
        call,
        where,
        isAppError(thrown, "ANSWER_NOT_FOUND") ? notYours : renderError(toAppError(thrown)),
      );
    }
  });

  app.view(viewIds.feedback, async ({ ack, body, view, context }) => {
    const { signal } = context.held;
    const { principal } = await findMember(body.user.id, signal);
    const reason = readFeedbackView(view);
    try {
      if (principal !== null) await give(principal, view.private_metadata, { verdict: "down", reason }, signal);
      await ack();
    } catch (thrown) {
      await ack({ response_action: "errors", errors: { reason: renderError(toAppError(thrown)).text } });
    }
  });
}

const notYours = renderOffer("Only who asked can rate this answer, while it is kept.", []);
