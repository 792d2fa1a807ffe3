// Made from the OpenAPI document by `npm run contract`; changes here are lost.

/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "TurnEvent".
 */
export type TurnEvent =
  | {
      type: "turn-start";
      answerId: string;
      thread: string;
    }
  | {
      type: "tool-start";
      id: string;
      name: string;
      input: {
        [k: string]: unknown;
      };
    }
  | {
      type: "tool-end";
      id: string;
      name: string;
      ok: boolean;
      summary: string;
      table: {
        columns: {
          name: string;
          type: string;
        }[];
        rows: (string | number | boolean | null)[][];
        rowCount: number;
        truncated: boolean;
      } | null;
      sql: string | null;
      elapsedMs: number;
    }
  | {
      type: "text-delta";
      text: string;
    }
  | {
      type: "text-restart";
    }
  | {
      type: "answer-end";
      answer: Answer;
    }
  | {
      type: "turn-error";
      code:
        | "USAGE"
        | "CONFIG_INVALID"
        | "BAD_REQUEST"
        | "UNSUPPORTED_MEDIA_TYPE"
        | "REQUEST_INVALID"
        | "NOT_FOUND"
        | "METHOD_NOT_ALLOWED"
        | "QUESTION_EMPTY"
        | "QUESTION_TOO_LONG"
        | "THREAD_BUSY"
        | "THREAD_NOT_FOUND"
        | "ANSWER_NOT_FOUND"
        | "TURN_ABORTED"
        | "TURN_TIMEOUT"
        | "ENTITY_ID_MALFORMED"
        | "ENTITY_NOT_FOUND"
        | "COLUMN_UNKNOWN"
        | "MODEL_UNKNOWN"
        | "TOOL_INPUT_INVALID"
        | "PRIVACY_REFUSED"
        | "SQL_REFUSED"
        | "SQL_FAILED"
        | "SQL_TIMEOUT"
        | "QUERY_BUDGET"
        | "ENGINE_UNAVAILABLE"
        | "ENGINE_FORBIDDEN"
        | "RESULTS_MISSING"
        | "RESULTS_DAMAGED"
        | "RESULTS_VERSION"
        | "STORE_UNAVAILABLE"
        | "STORE_VERSION"
        | "PIPELINE_LOCKED"
        | "PIPELINE_FAILED"
        | "PIPELINE_INTERRUPTED"
        | "FEED_INVALID"
        | "MAPPING_INVALID"
        | "GATE_REFUSED"
        | "REVIEW_INVALID"
        | "MODEL_FILE_INVALID"
        | "KNOWLEDGE_INVALID"
        | "PORT_IN_USE"
        | "LLM_UNAVAILABLE"
        | "LLM_THROTTLED"
        | "LLM_INCOMPLETE"
        | "LLM_REFUSED"
        | "INTERNAL";
      detail: string;
      hint: string;
    };

export interface Routes {
  "POST /v1/ask": {
    path: {};
    query: {};
    body: AskRequest;
    response: Answer;
  };
  "GET /v1/answers/{id}": {
    path: {
      /**
       * The answer's id.
       */
      id: string;
    };
    query: {};
    body: null;
    response: Answer;
  };
  "GET /healthz": {
    path: {};
    query: {};
    body: null;
    response: {
      status: "ok";
    };
  };
  "GET /readyz": {
    path: {};
    query: {};
    body: null;
    response: Ready;
  };
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "AskRequest".
 */
export interface AskRequest {
  /**
   * The question in plain words.
   */
  question: string;
  /**
   * Conversation to go on with; a new one begins where it is left out or not known.
   */
  thread?: string;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "Answer".
 */
export interface Answer {
  id: string;
  thread: string;
  question: string;
  text: string;
  outcome: "answered" | "asked-back" | "not-understood" | "not-in-data" | "refused";
  evidence: {
    id: string;
    tool: string;
    title: string;
    input: {
      [k: string]: unknown;
    };
    sql: string | null;
    queryId: string | null;
    columns: {
      name: string;
      type: string;
    }[];
    rows: (string | number | boolean | null)[][];
    rowCount: number;
    truncated: boolean;
    scannedBytes: number;
    elapsedMs: number;
    more: {
      [k: string]: {
        columns: {
          name: string;
          type: string;
        }[];
        rows: (string | number | boolean | null)[][];
        rowCount: number;
        truncated: boolean;
      };
    };
    notices: string[];
  }[];
  claims: {
    text: string;
    kind: "number" | "name";
    start: number;
    status: "traced" | "derived" | "given" | "untraced";
    evidence: string[];
    how: string;
  }[];
  chart: {
    kind: "bar" | "line" | "histogram" | "contributions";
    title: string;
    evidence: string;
    table?: string | null;
    x: string;
    y: string;
    low?: string | null;
    high?: string | null;
  } | null;
  caveats: {
    kind: "not-causal" | "small-group" | "stale-data" | "drift" | "truncated" | "low-confidence" | "simulated";
    text: string;
  }[];
  followUps: string[];
  verification: {
    numbers: number;
    names: number;
    traced: number;
    derived: number;
    given: number;
    untraced: number;
    repaired: boolean;
    notes: string[];
  };
  model: {
    provider: string;
    name: string;
  };
  dataset: {
    runId: string;
    snapshotDate: string;
    modelVersions: {
      [k: string]: string;
    };
  };
  usage: {
    inputTokens: number;
    outputTokens: number;
    cacheReadTokens: number;
    cacheWriteTokens: number;
    scannedBytes: number;
    costUsd: number | null;
  };
  timing: {
    startedAt: string;
    totalMs: number;
    toolMs: number;
    checkMs: number;
  };
  cached?: {
    answerId: string;
    finishedAt: string;
  } | null;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "Ready".
 */
export interface Ready {
  status: "ready";
  runId: string;
  snapshotDate: string;
  modelVersions: {
    [k: string]: string;
  };
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "Problem".
 */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code:
    | "USAGE"
    | "CONFIG_INVALID"
    | "BAD_REQUEST"
    | "UNSUPPORTED_MEDIA_TYPE"
    | "REQUEST_INVALID"
    | "NOT_FOUND"
    | "METHOD_NOT_ALLOWED"
    | "QUESTION_EMPTY"
    | "QUESTION_TOO_LONG"
    | "THREAD_BUSY"
    | "THREAD_NOT_FOUND"
    | "ANSWER_NOT_FOUND"
    | "TURN_ABORTED"
    | "TURN_TIMEOUT"
    | "ENTITY_ID_MALFORMED"
    | "ENTITY_NOT_FOUND"
    | "COLUMN_UNKNOWN"
    | "MODEL_UNKNOWN"
    | "TOOL_INPUT_INVALID"
    | "PRIVACY_REFUSED"
    | "SQL_REFUSED"
    | "SQL_FAILED"
    | "SQL_TIMEOUT"
    | "QUERY_BUDGET"
    | "ENGINE_UNAVAILABLE"
    | "ENGINE_FORBIDDEN"
    | "RESULTS_MISSING"
    | "RESULTS_DAMAGED"
    | "RESULTS_VERSION"
    | "STORE_UNAVAILABLE"
    | "STORE_VERSION"
    | "PIPELINE_LOCKED"
    | "PIPELINE_FAILED"
    | "PIPELINE_INTERRUPTED"
    | "FEED_INVALID"
    | "MAPPING_INVALID"
    | "GATE_REFUSED"
    | "REVIEW_INVALID"
    | "MODEL_FILE_INVALID"
    | "KNOWLEDGE_INVALID"
    | "PORT_IN_USE"
    | "LLM_UNAVAILABLE"
    | "LLM_THROTTLED"
    | "LLM_INCOMPLETE"
    | "LLM_REFUSED"
    | "INTERNAL";
  hint: string;
  requestId: string;
  retryable: boolean;
}
