import type { HomeView } from "@slack/types";

import { cleanLine } from "../../cli/clean-text.ts";
import { actionIds } from "./action-ids.ts";
import { actions, contexts, header, linkButton, section, type SlackBlock } from "./blocks.ts";
import { slackLimits } from "./limits.ts";
import { cutTo, escapeMrkdwn } from "./mrkdwn.ts";
import { questionBlocks } from "./next-steps.ts";

/** What a person's Home tab shows. */
export type HomeContent = {
  readonly title: string;
  readonly about: string;
  readonly data: {
    readonly snapshotDate: string;
    readonly runId: string;
    readonly isStale: boolean;
    /** What the last run said that somebody should look at. */
    readonly alerts: readonly string[];
  };
  /** Newest first. */
  readonly recent: readonly { readonly question: string; readonly askedAt: string; readonly webUrl: string | null }[];
  readonly saved: readonly { readonly title: string; readonly answers: number; readonly webUrl: string | null }[];
  readonly examples: readonly string[];
  readonly webUrl: string | null;
};

const mostRecent = 8;
const mostSaved = 8;
const mostExamples = 5;
const mostAlerts = 5;
const mostLineChars = 300;

/** The Home tab: how fresh the data is, what can be asked, what was asked, what was saved. */
export function renderHome(content: HomeContent): HomeView {
  const { title, about, webUrl, examples } = content;
  const blocks: readonly SlackBlock[] = [
    header(title),
    section(line(about)),
    ...dataBlocks(content.data),
    ...(webUrl === null ? [] : [actions([linkButton(actionIds.openWeb, "Open in web", webUrl)])]),
    ...part("You could ask", examples.length === 0 ? [] : questionBlocks(examples.slice(0, mostExamples))),
    ...part(
      "Your recent questions",
      content.recent
        .slice(0, mostRecent)
        .map((one, index) =>
          linked(`${line(one.question)}\n${line(one.askedAt)}`, one.webUrl, `${actionIds.openWeb}-recent-${index + 1}`),
        ),
    ),
    ...part(
      "Your saved answers",
      content.saved
        .slice(0, mostSaved)
        .map((one, index) =>
          linked(
            `${line(one.title)}\n${one.answers} ${one.answers === 1 ? "answer" : "answers"}`,
            one.webUrl,
            `${actionIds.openWeb}-saved-${index + 1}`,
          ),
        ),
    ),
  ];
  return { type: "home", blocks: blocks.slice(0, slackLimits.homeBlocks) };
}

function dataBlocks({ snapshotDate, runId, isStale, alerts }: HomeContent["data"]): readonly SlackBlock[] {
  const age = isStale ? " It is older than it should be." : "";
  return [
    section(`*Data of ${escapeMrkdwn(snapshotDate)}.*${age}`),
    ...contexts([`Run ${escapeMrkdwn(runId)}`, ...alerts.slice(0, mostAlerts).map((alert) => `⚠ ${line(alert)}`)]),
  ];
}

function part(title: string, blocks: readonly SlackBlock[]): readonly SlackBlock[] {
  return blocks.length === 0 ? [] : [{ type: "divider" }, header(title), ...blocks];
}

function linked(text: string, webUrl: string | null, actionId: string): SlackBlock {
  return section(text, webUrl === null ? undefined : linkButton(actionId, "Open", webUrl));
}

function line(text: string): string {
  return escapeMrkdwn(cutTo(cleanLine(text), mostLineChars));
}
