export { checkCausalWording, type CausalCheck } from "./causal-wording.ts";
export { checkText, type TextCheck } from "./check-text.ts";
export { createEvidenceIndex, type EvidenceIndex, type EvidenceIndexInput } from "./evidence-index.ts";
export { checkExplanation, type ExplanationProblem } from "./explanation.ts";
export { createSentenceGate, splitTail, type GateResult, type SentenceGate } from "./sentence-gate.ts";
export { markObjections, markUntraced, untracedMark, verificationOf } from "./verification.ts";
