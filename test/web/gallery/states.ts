import type { BrowserContextOptions, Page } from "playwright-core";

import type { Role } from "#core";

import { personHeader, roleHeader } from "./serve-gallery.ts";

/** A state that the page can be in: how it is come to, and by what one sees that it is there. */
export type PageState = {
  readonly name: string;
  readonly path: string;
  readonly person?: string;
  readonly role?: Role;
  /** What the reader does once the page is open. */
  readonly act?: (page: Page) => Promise<unknown>;
  /** What stands on the page then, as a locator says it. */
  readonly shows: string;
};

const answered = ".turn .actions";
const inThread = (name: string) => `/threads/thread_${name}`;
const shown = (name: string, shows = answered): PageState => ({ name, path: inThread(name), shows });

async function ask(page: Page, question: string): Promise<void> {
  await page.locator("#question").fill(question);
  await page.locator("#question").press("Enter");
}

const press = (name: string | RegExp) => (page: Page) => page.getByRole("button", { name }).first().click();

/** States of the start page and of conversations. */
export const chatStates: readonly PageState[] = [
  { name: "start, nothing asked yet", path: "/", person: "person:new", shows: ".examples" },
  { name: "start, with conversations and boards", path: "/", act: openRail, shows: ".rail .thread" },
  { name: "start, stale data and a refused model", path: "/", person: "person:stale", shows: ".state .warn" },
  { name: "start, no results", path: "/", person: "person:noResults", shows: ".problem" },
  { name: "start, not signed in", path: "/", person: "person:nobody", shows: ".problem a" },
  { name: "start, a role that may not ask", path: "/", role: "auditor", shows: ".no-right" },
  {
    name: "conversations, none found",
    path: "/",
    act: async (page) => {
      await openRail(page);
      await page.getByRole("searchbox").fill("nowhere to be found");
    },
    shows: ".rail .empty",
  },
  { name: "working", path: "/", person: "person:a", act: (page) => ask(page, "Hold"), shows: ".live .sql" },
  {
    name: "stopped",
    path: "/",
    person: "person:b",
    act: async (page) => {
      await ask(page, "Hold");
      await page.locator(".live .sql").waitFor();
      await page.keyboard.press("Escape");
    },
    shows: ".problem.calm",
  },
  { name: "broken off", path: "/", person: "person:c", act: (page) => ask(page, "Fail"), shows: ".problem.warn" },
  {
    name: "server away",
    path: "/",
    act: async (page) => {
      await page.locator(".examples").waitFor();
      await page.route("**/v1/**", (route) => route.abort());
      await ask(page, "Is anybody there?");
    },
    shows: ".turn .problem",
  },
  { name: "no such conversation", path: inThread("missing"), shows: ".problem" },
  ...["bars", "manyBars", "line", "histogram", "whatIf"].map((name) => shown(name, ".plot svg")),
  shown("contributions", ".waterfall"),
  ...["askedBack", "refused", "notInData", "unverified", "remembered", "tenTables", "wide", "hostile"].map((name) =>
    shown(name),
  ),
  shown("longQuestion"),
  { ...shown("bars"), name: "chart as rows", act: press("Rows"), shows: "figure .rows" },
  {
    ...shown("bars"),
    name: "steps opened",
    act: (page) => page.locator("summary.steps").click(),
    shows: ".steps-fold[open]",
  },
  { ...shown("bars"), name: "question being changed", act: editQuestion, shows: ".editing" },
  { ...shown("contributions"), name: "evidence", act: openEvidence, shows: ".evidence .source" },
  { ...shown("bars"), name: "evidence, query refused", act: refusedQuery, shows: ".evidence .problem" },
  { ...shown("bars"), name: "evidence, query changed", act: changedQuery, shows: ".evidence dd:text-is('42')" },
  { ...shown("bars"), name: "thumb down", act: press("Bad answer"), shows: ".reason" },
  { ...shown("bars"), name: "sharing", act: press("Share"), shows: "dialog[open]" },
  { ...shown("bars"), name: "adding to a board", act: press("Add to board"), shows: "dialog[open] .choices .button" },
  { ...shown("bars"), name: "renaming", act: renameThread, shows: "dialog[open] .danger" },
  { ...shown("bars"), name: "role and keys", act: openPerson, shows: "dialog[open] .rights" },
];

/** States of the pages beside the conversation. */
export const otherStates: readonly PageState[] = [
  { name: "answer by its link", path: "/answers/answer_contributions", shows: ".waterfall" },
  { name: "shared, one's own", path: "/shared/answer_bars", shows: ".plot svg" },
  { name: "shared by somebody else", path: "/shared/answer_bars", person: "person:other", shows: ".shared" },
  { name: "shared no more", path: "/shared/answer_line", person: "person:other", shows: ".problem" },
  { name: "board", path: "/boards/board_1", shows: ".board-item .plot svg" },
  { name: "board, empty", path: "/boards/board_2", shows: ".page a.button" },
  { name: "board, refresh failed", path: "/boards/board_1", act: press("Ask all again"), shows: ".page .problem" },
  { name: "board, none", path: "/boards/board_none", shows: ".problem" },
  { name: "customer", path: "/customers/user_1", shows: ".small-chart" },
  { name: "customer, none", path: "/customers/user_9", shows: ".problem" },
  { name: "customer, no right", path: "/customers/user_1", role: "viewer", shows: ".problem" },
  { name: "model", path: "/models/churn", shows: ".calibration" },
  { name: "model that predicts nothing", path: "/models/groups", shows: ".page .next" },
  { name: "model, none", path: "/models/none", shows: ".problem" },
  { name: "runs", path: "/runs", shows: ".stages" },
  { name: "reviews", path: "/review", act: (page) => page.locator(".queue summary").first().click(), shows: ".reason" },
  { name: "reviews, no right", path: "/review", role: "analyst", shows: ".problem" },
  { name: "nowhere", path: "/no/where", shows: "a.button" },
];

/** How a window is opened for a state. */
export function windowOf({ person, role }: PageState): BrowserContextOptions {
  return {
    extraHTTPHeaders: { ...(person && { [personHeader]: person }), ...(role && { [roleHeader]: role }) },
  };
}

/** Brings a window to a state, and waits until it shows. */
export async function enter(page: Page, home: string, { path, act, shows }: PageState): Promise<void> {
  await page.goto(home + path);
  await act?.(page);
  await page.locator(shows).first().waitFor();
}

async function editQuestion(page: Page): Promise<void> {
  await page.locator(".question").hover();
  await page.locator(".edit").click();
}

/** On a narrow window the evidence is a drawer. */
async function openEvidence(page: Page): Promise<void> {
  await page.locator(answered).waitFor();
  const button = page.locator("main").getByRole("button", { name: "Evidence" });
  if (await button.isVisible()) await button.click();
}

async function writeQuery(page: Page, sql: string): Promise<void> {
  await openEvidence(page);
  await page.getByRole("button", { name: "Edit and run" }).click();
  await page.locator("textarea.sql").fill(sql);
  await page.getByRole("button", { name: "Run", exact: true }).click();
}

function refusedQuery(page: Page): Promise<void> {
  return writeQuery(page, "DROP TABLE scores");
}

function changedQuery(page: Page): Promise<void> {
  return writeQuery(page, "SELECT 42 AS answer");
}

/** On a narrow window the conversations are behind the menu. */
async function openRail(page: Page): Promise<void> {
  await page.locator(`${answered}, .examples`).first().waitFor();
  const menu = page.getByRole("button", { name: "Open the menu" });
  if (await menu.isVisible()) await menu.click();
}

async function renameThread(page: Page): Promise<void> {
  await openRail(page);
  await page.locator(".thread").first().hover();
  await page.locator(".thread-menu").first().click();
}

async function openPerson(page: Page): Promise<void> {
  await openRail(page);
  await page.getByRole("button", { name: "You, your role and the keys" }).click();
}
