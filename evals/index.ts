export { expectationSchema, type EvalCase, type Expectation } from "./case-schema.ts";
export { loadCases, type SuiteCase } from "./load-cases.ts";
export { runSuite, type CaseResult } from "./run-suite.ts";
export { scoreCase, type CaseScore } from "./score-case.ts";
