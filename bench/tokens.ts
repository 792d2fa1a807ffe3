import path from "node:path";
import { fileURLToPath } from "node:url";

import type { Answer, TurnEvent } from "#agent";
import { createService, type Service } from "#api";
import { createIdSource, createSilentLogger, createSystemClock, loadConfig, type ChatModelConfig } from "#core";

import { capabilitiesOf } from "../agent/models/catalog.ts";
import { loadCases } from "../evals/load-cases.ts";
import { createBedrockWire, type WireReply, type WireRequest } from "../test/support/bedrock-wire.ts";
import { createExactCount } from "./tokens/count-exactly.ts";
import { estimateTokens } from "./tokens/estimate-tokens.ts";
import { createPromptCache, promptParts, type PromptPart } from "./tokens/prompt-parts.ts";

// Input tokens of the forty questions on the way to Bedrock, over the live run of RECKONER_DATA_DIR:
// `npm run bench -- tokens`. Each question is asked twice: the offline analyst shows which tools an answer takes, then a
// script lets a Claude on this process's wire make the same calls (in one step) and give the same text; what the real
// client sends is counted. Tokens are estimated; with `--exact` Bedrock's CountTokens counts each question's first
// prompt as well (credentials, AWS_REGION, and MODEL for another Claude than the default).
const modelId = process.env["MODEL"]?.replace(/^bedrock:/, "") ?? "us.anthropic.claude-sonnet-4-6";
const region = process.env["AWS_REGION"] ?? "us-east-1";
const bedrock = { provider: "bedrock", modelId, fallbackModelId: null, region, effort: null, guardrail: null } as const;
const minimumTokens = capabilitiesOf({ provider: "bedrock", name: modelId }).cacheMinimumTokens ?? Infinity;
const isExact = process.argv.includes("--exact");

type Measured = {
  readonly question: string;
  readonly calls: number;
  readonly tools: readonly string[];
  /** The first prompt, which finds nothing in the cache. */
  readonly firstPrompt: number;
  /** Of all prompts of the turn, what is not read from a cache that holds tools and system prompt. */
  readonly uncachedWarm: number;
  /** Of these, the tools' results … */
  readonly results: number;
  /** … and the calls that the offline analyst wrote, mostly SQL; a Claude writes its own. */
  readonly callInputs: number;
  readonly exact: number | null;
};

// msw's sockets take a listener for each request; Node warns of them.
process.removeAllListeners("warning");
const questions = (await loadCases(new AbortController().signal)).filter((one) => one.suite === "forty");
const offline = await open({ provider: "offline" });
const shown: Answer[] = [];
for (const { id, question } of questions) shown.push(await ask(offline, id, question));
await offline.close();

const countExactly = isExact ? createExactCount(region, modelId) : null;
const requests = await sendScripted(shown);
const measured: Measured[] = [];
for (const [i, bodies] of requests.entries()) measured.push(await measure(shown[i]!, bodies));
report(measured);

async function open(chatModel: ChatModelConfig): Promise<Service> {
  const config = loadConfig(process.env, path.resolve(fileURLToPath(new URL("..", import.meta.url))));
  return createService(
    { ...config, chatModel, store: { ...config.store, location: { kind: "memory" } } },
    {
      clock: createSystemClock(),
      ids: createIdSource(),
      log: createSilentLogger(),
      signal: new AbortController().signal,
    },
  );
}

async function ask(service: Service, thread: string, question: string): Promise<Answer> {
  let last: TurnEvent | undefined;
  for await (const event of service.runTurn({ thread, question, principal: { id: "bench", role: "analyst" } })) {
    last = event;
  }
  if (last?.type === "answer-end") return last.answer;
  throw new TypeError(`${question}: ${JSON.stringify(last)}`);
}

/** What the client sends for each answer when a Claude makes its calls and says its text. */
async function sendScripted(answers: readonly Answer[]): Promise<readonly WireRequest["body"][][]> {
  const wire = createBedrockWire(region);
  const restore = setEnvironment({
    AWS_ACCESS_KEY_ID: process.env["AWS_ACCESS_KEY_ID"] ?? "bench",
    AWS_SECRET_ACCESS_KEY: process.env["AWS_SECRET_ACCESS_KEY"] ?? "bench",
    // The wire stands where Bedrock itself would.
    AWS_ENDPOINT_URL: undefined,
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: undefined,
  });
  const service = await open(bedrock);
  wire.start();
  const sent: WireRequest["body"][][] = [];
  for (const answer of answers) {
    wire.reset();
    // The text a second time, for the case that it is sent back to be mended.
    wire.reply(...callsOf(answer), { text: [answer.text] }, { text: [answer.text] });
    await ask(service, answer.id, answer.question);
    sent.push(wire.requests.slice(0, callsOf(answer).length + 1).map(({ body }) => body));
  }
  wire.stop();
  await service.close();
  restore();
  return sent;
}

/** Sets variables, or takes them away, and gives what puts back how they were. */
function setEnvironment(variables: Readonly<Record<string, string | undefined>>): () => void {
  const set = (values: Readonly<Record<string, string | undefined>>) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  set(variables);
  return () => set(before);
}

function callsOf(answer: Answer): WireReply[] {
  if (answer.evidence.length === 0) return [];
  const toolUses = answer.evidence.map(({ id, tool, input }) => ({
    id: `tooluse_${id}`,
    name: tool,
    json: JSON.stringify(input),
  }));
  return [{ toolUses }];
}

async function measure(answer: Answer, bodies: readonly WireRequest["body"][]): Promise<Measured> {
  const prompts = bodies.map(promptParts);
  const [first = []] = prompts;
  const warm = createPromptCache(minimumTokens, estimateTokens);
  warm.read(first.filter(({ kind }) => kind === "tools" || kind === "system"));
  const tokensOf = (parts: readonly PromptPart[]) => parts.reduce((sum, { text }) => sum + estimateTokens(text), 0);
  return {
    question: answer.question,
    calls: bodies.length,
    tools: answer.evidence.map(({ tool }) => tool),
    firstPrompt: tokensOf(first),
    uncachedWarm: prompts.reduce((sum, parts) => sum + tokensOf(parts.slice(warm.read(parts))), 0),
    results: tokensOf((prompts.at(-1) ?? []).filter(({ kind }) => kind === "toolResult")),
    callInputs: tokensOf((prompts.at(-1) ?? []).filter(({ kind }) => kind === "toolUse")),
    exact: countExactly && bodies[0] ? await countExactly(bodies[0]) : null,
  };
}

function report(rows: readonly Measured[]): void {
  const spread = (name: string, values: readonly number[]) => {
    const sorted = [...values].sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    return `${name}: median ${at(0.5)}, 90 % ${at(0.9)}, most ${at(1)}`;
  };
  const count = (holds: (row: Measured) => boolean) => rows.filter(holds).length;
  const lines = [
    `${modelId}; tokens ${isExact ? "estimated, and of the first prompt counted by Bedrock" : "estimated"}`,
    "first prompt  uncached, warm cache  of it results  calls written  prompts  question",
    ...rows.map((row) =>
      [
        String(row.firstPrompt).padStart(12),
        String(row.uncachedWarm).padStart(20),
        String(row.results).padStart(14),
        String(row.callInputs).padStart(14),
        String(row.calls).padStart(8),
        ` ${row.question}${row.exact === null ? "" : ` (counted: ${row.exact})`}`,
      ].join(" "),
    ),
    spread(
      "first prompt, nothing cached",
      rows.map((row) => row.firstPrompt),
    ),
    spread(
      "whole turn, not read from a warm cache",
      rows.map((row) => row.uncachedWarm),
    ),
    spread(
      "tool results",
      rows.map((row) => row.results),
    ),
    [
      `under 6,000 at first: ${count((row) => row.firstPrompt < 6_000)}`,
      `under 1,500 with a warm cache: ${count((row) => row.uncachedWarm < 1_500)}`,
      `without the calls written: ${count((row) => row.uncachedWarm - row.callInputs < 1_500)}`,
      `of ${rows.length}`,
    ].join("; "),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
