import type { Config, Logger, TracesConfig } from "#core";

import { carryTraces } from "./carry-traces.ts";
import { createTracing, type Tracing } from "./tracing.ts";

/** How long the end of the process waits for spans that are not sent yet. */
const farewellMs = 3_000;
/** Spans that wait to be sent; past it they are dropped, so that a collector that is down costs this memory and no more. */
const mostWaiting = 2_048;
const batchSpans = 512;
const batchEveryMs = 2_000;

/**
 * Loads OpenTelemetry's SDK and sends spans to where the settings say, in batches in the background. A collector that
 * is down or slow holds nothing up: its spans are lost, and the log tells once when that begins and once when it ends.
 */
export async function openTracing(
  config: TracesConfig,
  {
    log,
    carryTo,
  }: { readonly log: Logger; /** Origins to which requests carry the trace on. */ readonly carryTo: readonly string[] },
): Promise<Tracing> {
  const [sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import("@opentelemetry/sdk-trace-node"),
    import("@opentelemetry/exporter-trace-otlp-proto"),
    import("@opentelemetry/resources"),
  ]);
  const { url, headers, timeoutMs, serviceName, resource } = config;
  const exporter = new OTLPTraceExporter({ url, headers, timeoutMillis: timeoutMs });
  const processor = new sdk.BatchSpanProcessor(tellingOutages(exporter, log), {
    maxQueueSize: mostWaiting,
    maxExportBatchSize: batchSpans,
    scheduledDelayMillis: batchEveryMs,
    exportTimeoutMillis: timeoutMs,
  });
  const provider = new sdk.NodeTracerProvider({
    resource: resourceFromAttributes({ ...resource, "service.name": serviceName }),
    sampler: samplerOf(sdk, config),
    spanProcessors: [processor],
  });
  const tracing = createTracing(provider.getTracer("reckoner"), async () => {
    stopCarrying();
    await endWithin(provider.shutdown(), farewellMs, log);
  });
  const stopCarrying = carryTraces(tracing, carryTo);
  return tracing;
}

/** Where the person's own engine and model listen; AWS is not among them. */
export function ownOrigins({ engine, chatModel }: Pick<Config, "engine" | "chatModel">): readonly string[] {
  const urls = [engine, chatModel].flatMap((one) => ("baseUrl" in one ? [one.baseUrl] : []));
  return urls.map((url) => new URL(url).origin);
}

type Sdk = typeof import("@opentelemetry/sdk-trace-node");
type Exporter = InstanceType<typeof import("@opentelemetry/exporter-trace-otlp-proto").OTLPTraceExporter>;

function samplerOf(sdk: Sdk, { sampler, samplerRatio }: TracesConfig) {
  const root = {
    always_on: () => new sdk.AlwaysOnSampler(),
    always_off: () => new sdk.AlwaysOffSampler(),
    traceidratio: () => new sdk.TraceIdRatioBasedSampler(samplerRatio),
  };
  switch (sampler) {
    case "always_on":
    case "always_off":
    case "traceidratio":
      return root[sampler]();
    case "parentbased_always_on":
      return new sdk.ParentBasedSampler({ root: root.always_on() });
    case "parentbased_always_off":
      return new sdk.ParentBasedSampler({ root: root.always_off() });
    case "parentbased_traceidratio":
      return new sdk.ParentBasedSampler({ root: root.traceidratio() });
    default:
      return sampler satisfies never;
  }
}

/** The exporter, with a line in the log when it begins to fail and when it works again; what failed may hold an address. */
function tellingOutages(exporter: Exporter, log: Logger): Pick<Exporter, "export" | "shutdown" | "forceFlush"> {
  let isFailing = false;
  return {
    export: (spans, onResult) =>
      exporter.export(spans, (result) => {
        // 0 is the SDK's word for success.
        const hasFailed = Boolean(result.code);
        if (hasFailed && !isFailing) log.warn({ event: "traces-not-sent", spans: spans.length });
        if (!hasFailed && isFailing) log.info({ event: "traces-sent-again" });
        isFailing = hasFailed;
        onResult(result);
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}

async function endWithin(work: Promise<void>, timeoutMs: number, log: Logger): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work.catch(() => log.warn({ event: "traces-not-sent" })), late]);
  clearTimeout(timer);
}
