import { access } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { answerSchema, threadTurnSchema } from "#agent";
import { AppError, createIdSource, createSystemClock, loadConfig, may, rolesWith, type Config } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { openStore, type FeedbackStore, type GivenFeedback } from "#store";

import type { EvalOptions } from "../options.ts";
import { proposeCase } from "./propose-case.ts";
import { writeProposal } from "./write-proposal.ts";

const proposedDirectory = fileURLToPath(new URL("../cases/proposed", import.meta.url));
const pageSize = 100;

/**
 * `npm run evals -- import`: turns thumbs down with a correction, of the data directory's store, into files of proposed
 * cases. Those there already stay as they are. Throws `RIGHT_MISSING`, `USAGE` where nothing is kept, and what the
 * store throws.
 */
export async function importFeedback(
  options: Pick<EvalOptions, "dataDirectory">,
  output: { write(text: string): unknown },
  signal: AbortSignal,
): Promise<number> {
  const override = options.dataDirectory === null ? {} : { RECKONER_DATA_DIR: options.dataDirectory };
  const config = loadConfig({ ...process.env, ...override }, process.cwd());
  requireReviewer(config);
  await requireKept(config);
  const { entity } = await loadDomain(domainDirectory("engagement"), signal);
  const { location, retentionDays } = config.store;
  const schemas = { turnSchema: threadTurnSchema, answerSchema };
  const store = await openStore({
    location,
    retentionDays,
    ...schemas,
    clock: createSystemClock(),
    ids: createIdSource(),
  });
  try {
    const tally = new Map<string, number>();
    for await (const feedback of corrections(store.feedback, signal)) {
      const proposed = proposeCase(feedback, entity);
      const what =
        "leftOut" in proposed
          ? `left out, because ${proposed.leftOut}`
          : (await writeProposal(proposed, proposedDirectory, signal))
            ? "proposed"
            : "there already";
      tally.set(what, (tally.get(what) ?? 0) + 1);
    }
    const told = [...tally].map(([what, amount]) => `${amount} ${what}\n`).join("");
    output.write(told === "" ? "No thumbs down with a correction is kept.\n" : `${told}in ${proposedDirectory}\n`);
    return 0;
  } finally {
    await store.close();
  }
}

/** Every thumbs-down with a correction, oldest first. */
async function* corrections(feedback: FeedbackStore, signal: AbortSignal): AsyncGenerator<GivenFeedback> {
  let after: string | null = null;
  do {
    const page = await feedback.list({ limit: pageSize, ...(after !== null && { after }) }, signal);
    yield* page.items.filter(({ verdict, correction }) => verdict === "down" && correction !== null);
    after = page.next;
  } while (after !== null);
}

function requireReviewer({ role }: Config): void {
  if (may(role, "read-feedback")) return;
  throw new AppError("RIGHT_MISSING", {
    detail: `The role ${role} may not read what others think of their answers.`,
    hint: `RECKONER_ROLE sets the role: ${rolesWith("read-feedback").join(", ")} may.`,
  });
}

async function requireKept({ store: { location } }: Config): Promise<void> {
  if (location.kind === "postgres") return;
  const isThere =
    location.kind === "sqlite" &&
    (await access(location.file).then(
      () => true,
      () => false,
    ));
  if (isThere) return;
  throw new AppError("USAGE", {
    detail: "No conversations are kept here, so there is no feedback.",
    hint: "Name the data directory with --data-dir, or the store with RECKONER_STORE.",
  });
}
