import { http, HttpResponse, delay } from "msw";
import { setupServer } from "msw/node";

/** Calls of Athena's that the wire answers. */
export type AthenaOperation = "StartQueryExecution" | "GetQueryExecution" | "GetQueryResults" | "StopQueryExecution";

/** A call as it arrived. */
export type AthenaCall = {
  readonly operation: AthenaOperation;
  readonly input: Readonly<Record<string, unknown>>;
  readonly signed: boolean;
};

/** What goes wrong with one call, instead of its answer. */
export type AthenaFault =
  | { readonly type: string; readonly message: string; readonly status?: number; readonly reason?: string }
  /** The call takes effect, and its answer never comes. */
  | "stall"
  /** The connection breaks before there is an answer. */
  | "tear";

/** The course of one query, from the second look on as the last state given. */
export type AthenaScript = {
  readonly states: readonly Readonly<Record<string, unknown>>[];
  /** Names and types, as in ColumnInfo. */
  readonly columns?: readonly (readonly [name: string, type: string])[];
  /** Texts; null is a value that is not there. */
  readonly rows?: readonly (readonly (string | null)[])[];
};

export type AthenaWire = {
  readonly calls: AthenaCall[];
  /** Queries that are under way, by id. */
  readonly running: Set<string>;
  /** Adds what the next queries do; each serves one query. */
  script(...scripts: readonly AthenaScript[]): void;
  /** Makes the next calls of an operation fail. */
  fail(operation: AthenaOperation, ...faults: readonly AthenaFault[]): void;
  /** Called with each call before it is answered. */
  onCall: (call: AthenaCall) => unknown;
  reset(): void;
  start(): void;
  stop(): void;
};

type Query = {
  readonly id: string;
  readonly token: unknown;
  readonly script: AthenaScript;
  looks: number;
  stopped: boolean;
};

/**
 * Speaks Athena's protocol (AWS JSON 1.1, every operation on one address) through msw, for clients that use Node's
 * `http`. It keeps to what the service promises: one token starts one query, a page has `MaxResults` rows at most
 * with the header as the first row of the first page, results only after SUCCEEDED, stopping ends in CANCELLED.
 */
export function createAthenaWire(region: string): AthenaWire {
  const calls: AthenaCall[] = [];
  const running = new Set<string>();
  let scripts: AthenaScript[] = [];
  let faults = new Map<AthenaOperation, AthenaFault[]>();
  let queries: Query[] = [];

  const answer = (operation: AthenaOperation, input: Readonly<Record<string, unknown>>): Response => {
    if (operation === "StartQueryExecution") {
      const token = input["ClientRequestToken"];
      const known = queries.find((query) => query.token === token);
      if (known) return HttpResponse.json({ QueryExecutionId: known.id });
      const script = scripts.shift();
      if (!script) return errorResponse({ type: "InvalidRequestException", message: "no script is left" });
      const id = `execution-${queries.length + 1}`;
      queries.push({ id, token, script, looks: 0, stopped: false });
      running.add(id);
      return HttpResponse.json({ QueryExecutionId: id });
    }
    const query = queries.find(({ id }) => id === input["QueryExecutionId"]);
    if (!query) return errorResponse({ type: "InvalidRequestException", message: "QueryExecution was not found" });
    switch (operation) {
      case "GetQueryExecution":
        return HttpResponse.json({ QueryExecution: look(query, running) });
      case "GetQueryResults":
        return resultsOf(query, input);
      case "StopQueryExecution":
        query.stopped = true;
        running.delete(query.id);
        return HttpResponse.json({});
      default:
        return operation satisfies never;
    }
  };

  const wire: AthenaWire = {
    calls,
    running,
    script: (...more) => void scripts.push(...more),
    fail: (operation, ...more) => void faults.set(operation, [...(faults.get(operation) ?? []), ...more]),
    onCall: () => {},
    reset: () => {
      calls.length = 0;
      running.clear();
      scripts = [];
      queries = [];
      faults = new Map();
      wire.onCall = () => {};
    },
    start: () =>
      server.listen({
        // Other engines' servers stand on loopback or are named by a setting; nothing else of AWS may be reached.
        onUnhandledRequest: ({ url }, print) => {
          if (new URL(url).hostname.endsWith(".amazonaws.com")) print.error();
        },
      }),
    stop: () => server.close(),
  };
  const server = setupServer(
    http.post(`https://athena.${region}.amazonaws.com/`, async ({ request }) => {
      // The client sends nothing but these operations.
      const operation = (request.headers.get("x-amz-target") ?? "").replace("AmazonAthena.", "") as AthenaOperation;
      const input = (await request.json()) as Readonly<Record<string, unknown>>;
      const call = {
        operation,
        input,
        signed: (request.headers.get("authorization") ?? "").includes("/athena/aws4_request"),
      };
      calls.push(call);
      const fault = faults.get(operation)?.shift();
      if (fault === "tear") return HttpResponse.error();
      if (fault === undefined) {
        wire.onCall(call);
        return answer(operation, input);
      }
      if (fault !== "stall") return errorResponse(fault);
      answer(operation, input);
      wire.onCall(call);
      await delay("infinite");
      return HttpResponse.error();
    }),
  );
  return wire;
}

function look(query: Query, running: Set<string>): Readonly<Record<string, unknown>> {
  const { states } = query.script;
  const state = query.stopped ? { Status: { State: "CANCELLED" } } : states[Math.min(query.looks++, states.length - 1)];
  const { State: name } = (state?.["Status"] ?? {}) as { readonly State?: string }; // as the scripts below are written
  if (name !== "QUEUED" && name !== "RUNNING") running.delete(query.id);
  return { QueryExecutionId: query.id, StatementType: "DML", SubstatementType: "SELECT", ...state };
}

function resultsOf({ script }: Query, input: Readonly<Record<string, unknown>>): Response {
  const columns = script.columns ?? [];
  const all = [columns.map(([name]) => name), ...(script.rows ?? [])];
  const from = Number(input["NextToken"] ?? 0);
  const size = Number(input["MaxResults"] ?? 1_000);
  if (size < 1 || size > 1_000)
    return errorResponse({ type: "InvalidRequestException", message: "MaxResults is out of range" });
  const to = Math.min(all.length, from + size);
  return HttpResponse.json({
    ResultSet: {
      ResultSetMetadata: { ColumnInfo: columns.map(([Name, Type]) => ({ Name, Type, CatalogName: "hive" })) },
      Rows: all.slice(from, to).map((row) => ({
        Data: row.map((value) => (value === null ? {} : { VarCharValue: value })),
      })),
    },
    ...(to < all.length ? { NextToken: String(to) } : {}),
  });
}

function errorResponse(fault: Exclude<AthenaFault, string>): Response {
  return HttpResponse.json(
    { __type: fault.type, Message: fault.message, ...(fault.reason ? { Reason: fault.reason } : {}) },
    { status: fault.status ?? 400, headers: { "content-type": "application/x-amz-json-1.1" } },
  );
}
