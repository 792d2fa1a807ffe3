import { AsyncLocalStorage } from "node:async_hooks";

import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  createTraceState,
  TraceFlags,
  trace,
  type Context,
  type SpanContext,
  type Tracer,
} from "@opentelemetry/api";

/** What is said of a span. Never a question, an answer, a row or a person. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** A piece of work that runs. */
export type OpenSpan = {
  readonly set: (attributes: SpanAttributes) => void;
  readonly rename: (name: string) => void;
  /** `failure`: the code of the error that it ended in; null or left out where it went well. Counts once. */
  readonly end: (failure?: string | null, at?: Date) => void;
  /** Runs work of which this span is the parent. */
  readonly within: <Result>(work: () => Result) => Result;
};

export type SpanOptions = {
  readonly kind?: "internal" | "server" | "client";
  readonly attributes?: SpanAttributes;
  /** Left out: now. */
  readonly at?: Date;
  /** The caller's `traceparent` and `tracestate`; left out: below the span within which it is started. */
  readonly caller?: { readonly traceparent: string | null; readonly tracestate: string | null };
};

/** Spans of one process. What is current follows the work through promises, as AsyncLocalStorage does. */
export type Tracing = {
  readonly start: (name: string, options?: SpanOptions) => OpenSpan;
  /** The `traceparent` that a request to somebody else should carry; null outside of every span. */
  readonly traceparent: () => string | null;
  /** trace_id and span_id for a line of the log; nothing outside of every span. */
  readonly logFields: () => Readonly<Record<string, string>>;
  /** Sends what is left, for a bounded time, and makes no further spans. */
  readonly close: () => Promise<void>;
};

const noFields: Readonly<Record<string, string>> = {};
const kinds = { internal: SpanKind.INTERNAL, server: SpanKind.SERVER, client: SpanKind.CLIENT } as const;

/** Spans made by `tracer`. */
export function createTracing(tracer: Tracer, close: () => Promise<void>): Tracing {
  const current = new AsyncLocalStorage<Context>();
  const spanContext = () => {
    const context = current.getStore();
    return context === undefined ? undefined : trace.getSpanContext(context);
  };
  return {
    start: (name, { kind = "internal", attributes = {}, at, caller } = {}) => {
      const parent = caller === undefined ? (current.getStore() ?? ROOT_CONTEXT) : contextOf(caller);
      const options = { kind: kinds[kind], attributes: plain(attributes), ...(at && { startTime: at }) };
      const span = tracer.startSpan(name, options, parent);
      const context = trace.setSpan(parent, span);
      return {
        set: (more) => void span.setAttributes(plain(more)),
        rename: (other) => void span.updateName(other),
        end: (failure, endedAt) => {
          if (failure) {
            span.setAttribute("error.type", failure);
            span.setStatus({ code: SpanStatusCode.ERROR });
          }
          span.end(endedAt);
        },
        within: (work) => current.run(context, work),
      };
    },
    traceparent: () => {
      const found = spanContext();
      return found === undefined ? null : renderTraceparent(found);
    },
    logFields: () => {
      const found = spanContext();
      return found === undefined ? noFields : { trace_id: found.traceId, span_id: found.spanId };
    },
    close,
  };
}

/** A copy of the attributes as the SDK's type wants it, which is a mutable one. */
function plain(attributes: SpanAttributes) {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === "object" ? [...value] : value]),
  );
}

const form = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:-|$)/;
/** Characters of a tracestate that are taken; the specification asks for 512 at least. */
const longestState = 512;

/** The caller's span as parent (W3C Trace Context); none where its header is malformed. */
function contextOf({ traceparent, tracestate }: NonNullable<SpanOptions["caller"]>): Context {
  const [, traceId, spanId, flags] = form.exec(traceparent ?? "") ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  const isSampled = (Number.parseInt(flags, 16) & TraceFlags.SAMPLED) !== 0;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
    ...(tracestate !== null && tracestate.length <= longestState && { traceState: createTraceState(tracestate) }),
  });
}

function renderTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}
