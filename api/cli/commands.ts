import { askSpec } from "./ask/ask-spec.ts";
import { auditSpec } from "./audit/audit-spec.ts";
import type { Command } from "./command.ts";
import { completionSpec } from "./completion/completion-spec.ts";
import { customerSpec } from "./customer/customer-spec.ts";
import { doctorSpec } from "./doctor/doctor-spec.ts";
import { feedbackSpec } from "./feedback/feedback-spec.ts";
import { initSpec } from "./init/init-spec.ts";
import { keysSpec } from "./keys/keys-spec.ts";
import { mcpSpec } from "./mcp/mcp-spec.ts";
import { modelSpec } from "./model/model-spec.ts";
import { evalsSpec, pipelineSpec } from "./programs/programs-spec.ts";
import { queriesSpec } from "./queries/queries-spec.ts";
import { serveSpec } from "./serve/serve-spec.ts";
import { sqlSpec } from "./sql/sql-spec.ts";
import { threadsSpec } from "./threads/threads-spec.ts";

/** Every command, in the order in which they are listed. */
export const commands: readonly Command[] = [
  { spec: askSpec, load: async () => (await import("./ask/ask-command.ts")).runAsk },
  { spec: sqlSpec, load: async () => (await import("./sql/sql-command.ts")).runSql },
  { spec: customerSpec, load: async () => (await import("./customer/customer-command.ts")).runCustomer },
  { spec: modelSpec, load: async () => (await import("./model/model-command.ts")).runModel },
  {
    spec: pipelineSpec,
    isProgram: true,
    load: async () => (args, deps) => deps.programs.pipeline(args, deps.signal),
  },
  { spec: evalsSpec, isProgram: true, load: async () => (args, deps) => deps.programs.evals(args, deps.signal) },
  { spec: serveSpec, load: async () => (await import("./serve/serve-command.ts")).runServe },
  { spec: threadsSpec, load: async () => (await import("./threads/threads-command.ts")).runThreads },
  { spec: feedbackSpec, load: async () => (await import("./feedback/feedback-command.ts")).runFeedback },
  { spec: queriesSpec, load: async () => (await import("./queries/queries-command.ts")).runQueries },
  { spec: auditSpec, load: async () => (await import("./audit/audit-command.ts")).runAudit },
  { spec: keysSpec, load: async () => (await import("./keys/keys-command.ts")).runKeys },
  { spec: mcpSpec, load: async () => (await import("./mcp/mcp-command.ts")).runMcp },
  { spec: doctorSpec, load: async () => (await import("./doctor/doctor-command.ts")).runDoctor },
  { spec: initSpec, load: async () => (await import("./init/init-command.ts")).runInit },
  {
    spec: completionSpec,
    load: async () =>
      (await import("./completion/completion-command.ts")).runCompletion(commands.map(({ spec }) => spec)),
  },
];
