import type { App, types } from "@slack/bolt";
import { z } from "zod";

import { renderAskedBy } from "../answer/asked-question.ts";
import { readQuestion } from "../answer/read-question.ts";
import { openDirectly } from "../answer/open-directly.ts";
import { postEphemeral, postMessage } from "../answer/post.ts";
import { isDirectChannel } from "../channel.ts";
import { actionIds, renderOffer, type SlackMessage } from "../render/index.ts";
import type { SlackDeps } from "../slack-deps.ts";
import type { Ask } from "./ask.ts";
import type { HeldContext } from "./listen-to-messages.ts";
import { askView, readAskView, shortcutIds, viewIds } from "./views.ts";

const pressed = z.object({
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }).optional(),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
  actions: z.array(z.looseObject({ value: z.string().optional() })).min(1),
});
const shortcutMessage = z.object({ message: z.object({ text: z.string().default("") }) });

/** Questions by command, by shortcut on a message, and by buttons below answers and in the Home tab. */
export function listenToQuestions(app: App<HeldContext>, deps: SlackDeps, ask: Ask): void {
  const { call } = deps;
  app.command("/ask", async ({ ack, command, respond, context }) => {
    await ack();
    const tell = ({ text, blocks }: SlackMessage) =>
      // Bolt's types do not have every block that Slack takes.
      respond({ response_type: "ephemeral", text, blocks: [...blocks] as types.KnownBlock[] }).catch(() => {});
    const { user_id: user, text, channel_id: channel } = command;
    const { claim, signal } = context.held;
    const where = isDirectChannel(channel) ? { tell } : { tell, tellWhere: tell };
    await ask.directly({ user, question: readQuestion(text, deps.botUserId()), key: claim.key }, where, signal);
  });
  app.shortcut(shortcutIds.askAbout, async ({ ack, shortcut, body }) => {
    await ack();
    const text = shortcutMessage.safeParse(body).data?.message.text ?? "";
    await call("views.open", { trigger_id: shortcut.trigger_id, view: askView(readQuestion(text, deps.botUserId())) });
  });
  app.view(viewIds.ask, async ({ ack, body, view, context }) => {
    await ack();
    const { id: user } = body.user;
    const { claim, signal } = context.held;
    const tell = (message: SlackMessage) => tellDirectly(deps, user, message);
    await ask.directly({ user, question: readAskView(view), key: claim.key }, { tell }, signal);
  });
  app.action(new RegExp(`^${actionIds.ask}-`), async ({ ack, body, context }) => {
    await ack();
    const press = pressed.safeParse(body).data;
    const question = press?.actions[0]?.value ?? "";
    if (press === undefined || question === "") return;
    const { user, channel, message } = press;
    const { claim, signal } = context.held;
    if (channel === undefined || message === undefined) {
      const tell = (told: SlackMessage) => tellDirectly(deps, user.id, told);
      await ask.directly({ user: user.id, question, key: claim.key }, { tell }, signal);
      return;
    }
    await askBelow(deps, ask, {
      user: user.id,
      channel: channel.id,
      ts: message.ts,
      threadTs: message.thread_ts ?? message.ts,
      question,
      key: claim.key,
    });
  });
  // A link needs no answer, but Slack wants one.
  app.action(new RegExp(`^${actionIds.openWeb}`), async ({ ack }) => ack());
}

type Press = {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string;
  readonly question: string;
  readonly key: string;
};

/**
 * Asks in the thread of the message whose button was pressed. A question below somebody else's answer goes on from what
 * they were told, which is theirs: whoever else presses it is told to ask themselves.
 */
async function askBelow(deps: SlackDeps, ask: Ask, press: Press): Promise<void> {
  const { call, gate, findMember, teamId, service } = deps;
  const { user, channel, threadTs, question } = press;
  const place = { channel, threadTs, user, teamId: teamId() };
  const [message, member] = await Promise.all([service.slack.messages.find(channel, press.ts), findMember(user)]);
  if (message !== null && member.principal !== null && message.owner !== member.principal.id) {
    await postEphemeral(call, place, notYours);
    return;
  }
  if (member.principal !== null) await postMessage(call, place, renderAskedBy(user, question));
  await gate.hold(`answer:${press.key}`, { channel, threadTs, user }, (held) => ask.here({ place, question }, held));
}

const notYours = renderOffer(
  "This question goes on from somebody else's answer, which I may not use for you. Ask me yourself, by my name.",
  [],
);

/** Tells a person something where they asked in no channel. */
async function tellDirectly(deps: SlackDeps, user: string, message: SlackMessage): Promise<void> {
  await openDirectly(deps, { user, teamId: deps.teamId(), owner: user, thread: null }, message);
}
