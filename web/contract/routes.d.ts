// Made from the OpenAPI document by `npm run contract`; changes here are lost.

/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "Feedback".
 */
export type Feedback = {
  verdict: "up" | "down";
  reason?: string | null;
  correction?: string | null;
} | null;
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "AuditEntry".
 */
export type AuditEntry =
  | {
      kind: "turn";
      actor: string;
      role: string;
      channel: string;
      thread: string;
      answerId: string | null;
      question:
        | {
            sha256: string;
          }
        | {
            text: string;
          };
      outcome: string;
      tools: {
        tool: string;
        sql: string | null;
        rowCount: number | null;
        elapsedMs: number;
      }[];
      model: {
        provider: string;
        name: string;
      } | null;
      runId: string;
      modelVersions: {
        [k: string]: string;
      };
      usage: {
        inputTokens: number;
        outputTokens: number;
        cacheReadTokens: number;
        cacheWriteTokens: number;
        scannedBytes: number;
        costUsd: number | null;
      } | null;
      totalMs: number;
    }
  | {
      kind: "tool-call";
      actor: string;
      role: string;
      channel: string;
      outcome: string;
      call: {
        tool: string;
        sql: string | null;
        rowCount: number | null;
        elapsedMs: number;
      };
      scannedBytes: number;
      runId: string;
      modelVersions: {
        [k: string]: string;
      };
    }
  | {
      kind: "erasure" | "withdrawal";
      actor: string;
      /**
       * SHA-256 of the customer's id in lower case.
       */
      customer: string;
      removed: {
        threads: number;
        turns: number;
        answers: number;
        feedback: number;
        cachedAnswers: number;
      };
      reviews: number;
    }
  | {
      kind: "consent" | "disclosure";
      actor: string;
      customer: string;
    }
  | {
      kind: "key";
      action: "created" | "revoked";
      actor: string;
      key: string;
      role: string;
    }
  | {
      kind: "retention";
      actor: "system";
      retentionDays: number;
      removed: {
        threads: number;
        turns: number;
        answers: number;
        feedback: number;
        cachedAnswers: number;
        auditRecords: number;
      };
    };
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "AuditVerification".
 */
export type AuditVerification =
  | {
      intact: true;
      records: number;
      end: {
        sequence: number;
        hash: string;
      };
    }
  | {
      intact: false;
      end: {
        sequence: number;
        hash: string;
      };
      sequence: number;
      fault: "missing" | "altered";
    };
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
        | "REQUEST_TOO_LARGE"
        | "ORIGIN_REFUSED"
        | "SIGN_IN_REQUIRED"
        | "SIGN_IN_UNAVAILABLE"
        | "RATE_LIMITED"
        | "RIGHT_MISSING"
        | "IDEMPOTENCY_MISMATCH"
        | "NOT_FOUND"
        | "METHOD_NOT_ALLOWED"
        | "QUESTION_EMPTY"
        | "QUESTION_TOO_LONG"
        | "THREAD_BUSY"
        | "THREAD_NOT_FOUND"
        | "BOARD_NOT_FOUND"
        | "KEY_NOT_FOUND"
        | "ANSWER_NOT_FOUND"
        | "CHART_MISSING"
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
        | "ALERT_UNDELIVERED"
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
  "GET /v1/session": {
    path: {};
    query: {};
    body: null;
    response: Session;
  };
  "DELETE /v1/session": {
    path: {};
    query: {};
    body: null;
    response: SignedOut;
  };
  "POST /v1/ask": {
    path: {};
    query: {};
    body: AskRequest;
    response: Answer;
  };
  "GET /v1/turns/{id}/events": {
    path: {
      id: string;
    };
    query: {};
    body: null;
    response: null;
  };
  "DELETE /v1/turns/{id}": {
    path: {
      id: string;
    };
    query: {};
    body: null;
    response: null;
  };
  "GET /v1/threads/{id}/running": {
    path: {
      id: string;
    };
    query: {};
    body: null;
    response: RunningTurn;
  };
  "GET /v1/answers/{id}": {
    path: {
      id: string;
    };
    query: {};
    body: null;
    response: Answer;
  };
  "GET /v1/answers/{id}/chart": {
    path: {
      id: string;
    };
    query: {
      /**
       * Of the picture, in pixels; a PNG has two for each.
       */
      width?: number;
      /**
       * Left out: what `Accept` asks for.
       */
      format?: "svg" | "png";
      /**
       * Of a PNG.
       */
      theme?: "light" | "dark";
    };
    body: null;
    response: null;
  };
  "POST /v1/answers/{id}/replay": {
    path: {
      id: string;
    };
    query: {};
    body: null;
    response: Replay;
  };
  "PUT /v1/answers/{id}/share": {
    path: {
      id: string;
    };
    query: {};
    body: null;
    response: null;
  };
  "DELETE /v1/answers/{id}/share": {
    path: {
      id: string;
    };
    query: {};
    body: null;
    response: null;
  };
  "GET /v1/shared/{id}": {
    path: {
      id: string;
    };
    query: {};
    body: null;
    response: SharedAnswer;
  };
  "GET /v1/threads": {
    path: {};
    query: {
      /**
       * Items of the page at most.
       */
      limit?: number;
      /**
       * `next` of the page before; left out for the first.
       */
      after?: string;
      /**
       * Only those in whose title these words stand.
       */
      q?: string;
    };
    body: null;
    response: ThreadPage;
  };
  "GET /v1/threads/{id}": {
    path: {
      id: string;
    };
    query: {
      /**
       * Items of the page at most.
       */
      limit?: number;
      /**
       * `next` of the page before; left out for the first.
       */
      after?: string;
    };
    body: null;
    response: ShownThread;
  };
  "PATCH /v1/threads/{id}": {
    path: {
      id: string;
    };
    query: {};
    body: RenameRequest;
    response: Thread;
  };
  "DELETE /v1/threads/{id}": {
    path: {
      id: string;
    };
    query: {};
    body: null;
    response: null;
  };
  "GET /v1/answers/{id}/feedback": {
    path: {
      id: string;
    };
    query: {};
    body: null;
    response: OwnFeedback;
  };
  "PUT /v1/answers/{id}/feedback": {
    path: {
      id: string;
    };
    query: {};
    body: Feedback;
    response: KeptFeedback;
  };
  "GET /v1/feedback": {
    path: {};
    query: {
      /**
       * Items of the page at most.
       */
      limit?: number;
      /**
       * `next` of the page before; left out for the first.
       */
      after?: string;
    };
    body: null;
    response: FeedbackPage;
  };
  "GET /v1/customers/{id}/data": {
    path: {
      id: string;
    };
    query: {};
    body: null;
    response: HeldData;
  };
  "DELETE /v1/customers/{id}/data": {
    path: {
      id: string;
    };
    query: {};
    body: null;
    response: ErasureReceipt;
  };
  "PUT /v1/customers/{id}/withdrawal": {
    path: {
      id: string;
    };
    query: {};
    body: null;
    response: ErasureReceipt;
  };
  "DELETE /v1/customers/{id}/withdrawal": {
    path: {
      id: string;
    };
    query: {};
    body: null;
    response: null;
  };
  "GET /v1/boards": {
    path: {};
    query: {};
    body: null;
    response: Boards;
  };
  "POST /v1/boards": {
    path: {};
    query: {};
    body: RenameRequest;
    response: BoardSummary;
  };
  "GET /v1/boards/{id}": {
    path: {
      id: string;
    };
    query: {};
    body: null;
    response: Board;
  };
  "PATCH /v1/boards/{id}": {
    path: {
      id: string;
    };
    query: {};
    body: RenameRequest;
    response: null;
  };
  "DELETE /v1/boards/{id}": {
    path: {
      id: string;
    };
    query: {};
    body: null;
    response: null;
  };
  "POST /v1/boards/{id}/answers": {
    path: {
      id: string;
    };
    query: {};
    body: {
      answerId: string;
    };
    response: null;
  };
  "DELETE /v1/boards/{id}/answers/{answerId}": {
    path: {
      id: string;
      answerId: string;
    };
    query: {};
    body: null;
    response: null;
  };
  "POST /v1/boards/{id}/refresh": {
    path: {
      id: string;
    };
    query: {};
    body: null;
    response: Refreshed;
  };
  "GET /v1/overview": {
    path: {};
    query: {};
    body: null;
    response: Overview;
  };
  "GET /v1/models": {
    path: {};
    query: {};
    body: null;
    response: Models;
  };
  "GET /v1/models/{name}": {
    path: {
      name: string;
    };
    query: {};
    body: null;
    response: ModelPage;
  };
  "GET /v1/customers/{id}": {
    path: {
      id: string;
    };
    query: {
      /**
       * Whether the days are to come along, which takes a query.
       */
      history?: "true" | "false";
    };
    body: null;
    response: CustomerPage;
  };
  "GET /v1/runs": {
    path: {};
    query: {};
    body: null;
    response: Runs;
  };
  "POST /v1/sql": {
    path: {};
    query: {};
    body: SqlRequest;
    response: QueriedRows;
  };
  "GET /v1/reviews": {
    path: {};
    query: {
      /**
       * Items of the page at most.
       */
      limit?: number;
      /**
       * `next` of the page before; left out for the first.
       */
      after?: string;
    };
    body: null;
    response: ReviewPage;
  };
  "PUT /v1/reviews/{customer}/{model}": {
    path: {
      customer: string;
      model: string;
    };
    query: {};
    body: ReviewRequest;
    response: null;
  };
  "GET /v1/audit": {
    path: {};
    query: {
      /**
       * Items of the page at most.
       */
      limit?: number;
      /**
       * `next` of the page before; left out for the first.
       */
      after?: string;
      order?: "oldest" | "newest";
    };
    body: null;
    response: AuditPage;
  };
  "GET /v1/audit/verification": {
    path: {};
    query: {
      sequence?: number | null;
      hash?: string;
    };
    body: null;
    response: AuditVerification;
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
 * via the `definition` "Session".
 */
export interface Session {
  isSignInRequired: boolean;
  /**
   * Where a browser goes to sign in; null where it cannot.
   */
  signInPath: string | null;
  /**
   * Who sends this request; null where nobody is signed in.
   */
  person: {
    id: string;
    role: "viewer" | "analyst" | "steward" | "admin" | "auditor";
    name: string | null;
  } | null;
  /**
   * When the browser must sign in again.
   */
  expiresAt: string | null;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "SignedOut".
 */
export interface SignedOut {
  /**
   * Where to sign out at the issuer too; null where nowhere.
   */
  next: string | null;
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
  /**
   * Whether it is to be answered anew even where an answer to it is remembered.
   */
  fresh?: boolean;
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
    verified?: {
      id: string;
      title: string;
    } | null;
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
 * via the `definition` "RunningTurn".
 */
export interface RunningTurn {
  running: {
    answerId: string;
    question: string;
  } | null;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "Replay".
 */
export interface Replay {
  answerId: string;
  question: string;
  startedAt: string;
  totalMs: number;
  answeredOn: {
    runId: string;
    snapshotDate: string;
    modelVersions: {
      [k: string]: string;
    };
  };
  replayedOn: {
    runId: string;
    snapshotDate: string;
    modelVersions: {
      [k: string]: string;
    };
  };
  verdict: "same" | "changed" | "gone";
  evidence: {
    id: string;
    tool: string;
    title: string;
    status: "same" | "changed" | "gone";
    rowsThen: number;
    rowsNow: number | null;
    detail: string;
  }[];
  claims: {
    text: string;
    kind: "number" | "name";
    start: number;
    evidence: string[];
    status: "same" | "changed" | "gone";
    now: string | null;
    detail: string;
  }[];
  counts: {
    same: number;
    changed: number;
    gone: number;
  };
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "SharedAnswer".
 */
export interface SharedAnswer {
  id: string;
  sharedAt: string;
  /**
   * What was asked up to the answer, oldest first.
   */
  questions: string[];
  /**
   * For its owner; null for others, who may ask the questions with their own rights.
   */
  answer: {
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
      verified?: {
        id: string;
        title: string;
      } | null;
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
  } | null;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "ThreadPage".
 */
export interface ThreadPage {
  items: Thread[];
  /**
   * Asks for the page after this one; null at the end.
   */
  next: string | null;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "Thread".
 */
export interface Thread {
  id: string;
  title: string;
  createdAt: string;
  updatedAt: string;
  runId: string;
  turns: number;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "ShownThread".
 */
export interface ShownThread {
  thread: Thread;
  turns: TurnPage;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "TurnPage".
 */
export interface TurnPage {
  items: Turn[];
  /**
   * Asks for the page after this one; null at the end.
   */
  next: string | null;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "Turn".
 */
export interface Turn {
  question: string;
  answer: Answer;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "RenameRequest".
 */
export interface RenameRequest {
  /**
   * Shortened to 80 characters, on one line.
   */
  title: string;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "OwnFeedback".
 */
export interface OwnFeedback {
  feedback: Feedback;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "KeptFeedback".
 */
export interface KeptFeedback {
  feedback: Feedback;
  /**
   * What became of a correction that is SQL: a proposal for a verified query.
   */
  proposal: {
    id: string;
    state: "pending" | "refused" | "accepted" | "rejected";
    reason: string | null;
  } | null;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "FeedbackPage".
 */
export interface FeedbackPage {
  items: GivenFeedback[];
  /**
   * Asks for the page after this one; null at the end.
   */
  next: string | null;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "GivenFeedback".
 */
export interface GivenFeedback {
  verdict: "up" | "down";
  reason?: string | null;
  correction?: string | null;
  owner: string;
  answerId: string;
  at: string;
  question: string | null;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "HeldData".
 */
export interface HeldData {
  customerId: string;
  runId: string;
  hidden: {
    at: string;
    reason: "erasure" | "withdrawal";
  } | null;
  tables: {
    columns: {
      name: string;
      type: string;
    }[];
    rows: (string | number | boolean | null)[][];
    rowCount: number;
    truncated: boolean;
    table: string;
    withheldColumns: string[];
  }[];
  reviews: number;
  kept: {
    answers: number;
    feedback: number;
    proposedQueries: number;
    cachedAnswers: number;
    threadTitles: number;
    auditRecords: number;
  };
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "ErasureReceipt".
 */
export interface ErasureReceipt {
  reason: "erasure" | "withdrawal";
  at: string;
  removed: {
    threads: number;
    turns: number;
    answers: number;
    feedback: number;
    cachedAnswers: number;
    reviews: number;
  };
  remaining: string[];
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "Boards".
 */
export interface Boards {
  items: BoardSummary[];
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "BoardSummary".
 */
export interface BoardSummary {
  id: string;
  title: string;
  answers: number;
  updatedAt: string;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "Board".
 */
export interface Board {
  id: string;
  title: string;
  updatedAt: string;
  items: {
    answer: Answer;
    /**
     * A newer run than the answer's is live.
     */
    isStale: boolean;
  }[];
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "Refreshed".
 */
export interface Refreshed {
  refreshed: number;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "Overview".
 */
export interface Overview {
  title: string;
  about: string;
  customers: {
    count: number;
    plural: string;
    example: string;
  };
  dataset: {
    runId: string;
    snapshotDate: string;
    modelVersions: {
      [k: string]: string;
    };
  };
  isStale: boolean;
  alerts: string[];
  analyst: {
    provider: string;
    name: string;
  };
  models: {
    name: string;
    label: string;
    kind: string;
    version: string;
    /**
     * The metric that it is held to, on the test split.
     */
    metric: {
      name: string;
      value: number;
    } | null;
  }[];
  examples: {
    topic: string;
    questions: string[];
  }[];
  principal: {
    id: string;
    role: "viewer" | "analyst" | "steward" | "admin" | "auditor";
    rights: string[];
  };
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "Models".
 */
export interface Models {
  items: {
    name: string;
    label: string;
    kind: string;
    version: string;
    /**
     * The metric that it is held to, on the test split.
     */
    metric: {
      name: string;
      value: number;
    } | null;
  }[];
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "ModelPage".
 */
export interface ModelPage {
  name: string;
  label: string;
  kind: string;
  version: string;
  /**
   * The metric that it is held to, on the test split.
   */
  metric: {
    name: string;
    value: number;
  } | null;
  evidence: {
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
    verified?: {
      id: string;
      title: string;
    } | null;
  } | null;
  calibration: {
    columns: {
      name: string;
      type: string;
    }[];
    rows: (string | number | boolean | null)[][];
    rowCount: number;
    truncated: boolean;
  } | null;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "CustomerPage".
 */
export interface CustomerPage {
  id: string;
  dataset: {
    runId: string;
    snapshotDate: string;
    modelVersions: {
      [k: string]: string;
    };
  };
  predictions: {
    model: string;
    label: string;
    /**
     * Of contributions, base value and margin.
     */
    unit: string;
    version: string;
    prediction: number;
    lower: number | null;
    upper: number | null;
    actual: string | number | boolean | null;
    baseValue: number;
    margin: number;
    contributions: {
      columns: {
        name: string;
        type: string;
      }[];
      rows: (string | number | boolean | null)[][];
      rowCount: number;
      truncated: boolean;
    };
  }[];
  attributes: {
    name: string;
    label: string;
    value: string | number | boolean | null;
  }[];
  history: {
    columns: {
      name: string;
      type: string;
    }[];
    rows: (string | number | boolean | null)[][];
    rowCount: number;
    truncated: boolean;
  } | null;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "Runs".
 */
export interface Runs {
  items: {
    runId: string;
    isLive: boolean;
    isFinished: boolean;
    snapshotDate: string | null;
    startedAt: string | null;
    seconds: number | null;
    peakMebibytes: number | null;
    rows: {
      read: number;
      quarantined: number;
      clean: number;
    } | null;
    quarantine: {
      reason: string;
      rows: number;
    }[];
    stages: {
      name: string;
      seconds: number;
      figures: {
        [k: string]: string | number | boolean;
      };
    }[];
    models: {
      name: string;
      version: string;
      metrics: {
        metric: string;
        value: number;
      }[];
      decision: string | null;
    }[];
    alerts: string[];
  }[];
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "SqlRequest".
 */
export interface SqlRequest {
  sql: string;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "QueriedRows".
 */
export interface QueriedRows {
  columns: {
    name: string;
    type: string;
  }[];
  rows: (string | number | boolean | null)[][];
  rowCount: number;
  truncated: boolean;
  /**
   * As it ran.
   */
  sql: string;
  queryId: string;
  scannedBytes: number;
  elapsedMs: number;
  notices: string[];
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "ReviewPage".
 */
export interface ReviewPage {
  items: ReviewItem[];
  /**
   * Asks for the page after this one; null at the end.
   */
  next: string | null;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "ReviewItem".
 */
export interface ReviewItem {
  customer: string;
  model: string;
  label: string;
  reason: string;
  prediction: number;
  actual: number | null;
  review: {
    status: "noted" | "confirmed" | "overridden";
    notes: string;
    value: number | null;
    reviewer: string;
    at: string;
  } | null;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "ReviewRequest".
 */
export interface ReviewRequest {
  status: "noted" | "confirmed" | "overridden";
  notes: string;
  /**
   * The outcome that should have been there: only, and always, of an override.
   */
  value?: number | null;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "AuditPage".
 */
export interface AuditPage {
  items: AuditRecord[];
  /**
   * Asks for the page after this one; null at the end.
   */
  next: string | null;
}
/**
 * This interface was referenced by `Routes`'s JSON-Schema
 * via the `definition` "AuditRecord".
 */
export interface AuditRecord {
  sequence: number;
  at: string;
  entry: AuditEntry;
  hash: string;
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
    | "REQUEST_TOO_LARGE"
    | "ORIGIN_REFUSED"
    | "SIGN_IN_REQUIRED"
    | "SIGN_IN_UNAVAILABLE"
    | "RATE_LIMITED"
    | "RIGHT_MISSING"
    | "IDEMPOTENCY_MISMATCH"
    | "NOT_FOUND"
    | "METHOD_NOT_ALLOWED"
    | "QUESTION_EMPTY"
    | "QUESTION_TOO_LONG"
    | "THREAD_BUSY"
    | "THREAD_NOT_FOUND"
    | "BOARD_NOT_FOUND"
    | "KEY_NOT_FOUND"
    | "ANSWER_NOT_FOUND"
    | "CHART_MISSING"
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
    | "ALERT_UNDELIVERED"
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
