import { stageNames, type PipelineProgress } from "./progress.ts";

/** Where progress is shown: standard error, or what a test gives instead. */
export type ProgressOutput = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
};

const barWidth = 24;

/** A bar is drawn anew at most this often. */
const redrawMs = 100;

/**
 * Shows a run's progress: on a terminal one line a stage with a bar that moves; elsewhere, as in a pipe or under CI,
 * a plain line when a stage starts and when it ends; with `asJson` a JSON object a line for every step.
 */
export function createProgressReporter(
  output: ProgressOutput,
  { asJson = false }: { readonly asJson?: boolean } = {},
): (progress: PipelineProgress) => void {
  if (asJson) return createJsonLines(output);
  return output.isTTY === true ? createBars(output) : createLines(output);
}

/** Steps that are reported many times, as trees are grown, come at most once in `redrawMs`. */
function createJsonLines(output: ProgressOutput): (progress: PipelineProgress) => void {
  let written = { stage: "", step: "", elapsedMs: -Infinity };
  return ({ stage, step, done, total, elapsedMs }) => {
    const isSame = stage === written.stage && step === written.step;
    if (isSame && elapsedMs - written.elapsedMs < redrawMs) return;
    written = { stage, step, elapsedMs };
    output.write(
      `${JSON.stringify({ event: "progress", stage, step, done, total, elapsedMs: Math.round(elapsedMs) })}\n`,
    );
  };
}

function createLines(output: ProgressOutput): (progress: PipelineProgress) => void {
  const startedMs = new Map<string, number>();
  return ({ stage, step, elapsedMs }) => {
    if (!startedMs.has(stage)) {
      startedMs.set(stage, elapsedMs);
      if (step !== "finished") output.write(`${seconds(elapsedMs)} ${stage} started\n`);
    }
    if (step === "finished") {
      output.write(
        `${seconds(elapsedMs)} ${stage} finished in ${seconds(elapsedMs - (startedMs.get(stage) ?? elapsedMs)).trim()}\n`,
      );
    }
  };
}

function createBars(output: ProgressOutput): (progress: PipelineProgress) => void {
  const startedMs = new Map<string, number>();
  let drawnMs = -Infinity;
  let isOpen = false;
  const nameWidth = Math.max(...stageNames.map((name) => name.length));
  return ({ stage, step, done, total, elapsedMs }) => {
    const start = startedMs.get(stage) ?? elapsedMs;
    startedMs.set(stage, start);
    const isFinished = step === "finished";
    if (!isFinished && elapsedMs - drawnMs < redrawMs) return;
    drawnMs = elapsedMs;
    const share = isFinished ? 1 : total > 0 ? Math.min(1, done / total) : 0;
    const filled = Math.round(share * barWidth);
    const bar = `${"█".repeat(filled)}${"░".repeat(barWidth - filled)}`;
    const text = `${stage.padEnd(nameWidth)} ${bar} ${seconds(elapsedMs - start)} ${isFinished ? "" : step}`;
    const line = text.slice(0, Math.max(20, (output.columns ?? 80) - 1)).trimEnd();
    output.write(`${isOpen ? "\r\u001b[K" : ""}${line}${isFinished ? "\n" : ""}`);
    isOpen = !isFinished;
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1).padStart(6)} s`;
}
