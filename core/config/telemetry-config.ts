import { z } from "zod";

/** Where traces go, and how many. The variables' names and meanings are OpenTelemetry's own. */
export type TelemetryConfig = {
  /** What takes spans, as OTLP over HTTP; null where none are made. */
  readonly traces: TracesConfig | null;
};

export type TracesConfig = {
  /** The whole address to which spans are posted. */
  readonly url: string;
  /** Headers of each post; may hold a secret, and are never logged. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly serviceName: string;
  /** Further attributes of where the spans come from. */
  readonly resource: Readonly<Record<string, string>>;
  readonly sampler: TracesSampler;
  /** Share of traces that begin here and are kept, 0 to 1; of the samplers with a ratio. */
  readonly samplerRatio: number;
};

const samplers = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;
export type TracesSampler = (typeof samplers)[number];

const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" });
const onlyProtobuf = "is spoken as http/protobuf only";

/** `name=value` pairs with commas between, percent-encoded as in W3C baggage. */
const pairs = z.string().transform((text, context) => {
  const found = text.split(",").map((pair) => /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair));
  const entries = found.flatMap((match) => (match ? [[match[1] ?? "", decoded(match[2] ?? "")] as const] : []));
  if (entries.length === found.length && entries.every(([, value]) => value !== null)) {
    return Object.fromEntries(entries.map(([name, value]) => [name, value ?? ""]));
  }
  context.addIssue({ code: "custom", message: "must be name=value pairs with commas between" });
  return z.NEVER;
});

/** The variables of telemetry, each with its form and default. */
export const telemetryVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z.literal("http/protobuf", onlyProtobuf).default("http/protobuf"),
  OTEL_EXPORTER_OTLP_HEADERS: pairs.optional(),
  OTEL_EXPORTER_OTLP_TIMEOUT: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, "must be milliseconds, 1 to 999999")
    .transform(Number)
    .default(10_000),
  OTEL_SERVICE_NAME: z.string().min(1).optional(),
  OTEL_RESOURCE_ATTRIBUTES: pairs.optional(),
  OTEL_TRACES_SAMPLER: z.enum(samplers).default("parentbased_always_on"),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(0(\.\d+)?|1(\.0+)?)$/, "must be a share from 0 to 1")
    .transform(Number)
    .default(1),
  OTEL_SDK_DISABLED: z.enum(["true", "false"]).default("false"),
};

/** Null for what is not percent-encoded rightly. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

type Settings = z.infer<z.ZodObject<typeof telemetryVariables>>;

/** What the settings say of traces: none without an endpoint. */
export function telemetryOf(settings: Settings): TelemetryConfig {
  const url = urlOf(settings);
  if (url === null || settings.OTEL_SDK_DISABLED === "true") return { traces: null };
  const resource = settings.OTEL_RESOURCE_ATTRIBUTES ?? {};
  return {
    traces: {
      url,
      headers: settings.OTEL_EXPORTER_OTLP_HEADERS ?? {},
      timeoutMs: settings.OTEL_EXPORTER_OTLP_TIMEOUT,
      serviceName: settings.OTEL_SERVICE_NAME ?? resource["service.name"] ?? "reckoner",
      resource,
      sampler: settings.OTEL_TRACES_SAMPLER,
      samplerRatio: settings.OTEL_TRACES_SAMPLER_ARG,
    },
  };
}

/** The endpoint of traces is taken as it is; the one of all signals gets their path. */
function urlOf(settings: Settings): string | null {
  if (settings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT !== undefined) return settings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  const base = settings.OTEL_EXPORTER_OTLP_ENDPOINT;
  return base === undefined ? null : `${base.replace(/\/$/, "")}/v1/traces`;
}
