import { roleOption, type CommandSpec } from "../spec/command-spec.ts";

export const askSpec = {
  name: "ask",
  summary: "ask a question about the predictions, or talk about them",
  usage: ["[options] [QUESTION]"],
  about: [
    "Asks the analyst. The answer goes to standard output, the steps to standard error. Without a question: a conversation at a terminal; otherwise the question is read from standard input.",
    "In a conversation a number asks that follow-up, /new begins afresh, /exit leaves. Ctrl-C stops an answer; twice within a second it leaves.",
  ],
  tasks: {},
  options: {
    json: { about: "print the whole answer as one line of JSON and nothing else" },
    batch: {
      value: "FILE",
      about: 'answer a file of dialogs, one line of JSON each ("-": standard input)',
      completes: "file",
    },
    thread: { value: "ID", about: 'go on with a conversation ("reckoner threads" lists them)' },
    replay: {
      value: "ANSWER",
      about: "run an earlier answer's queries again and tell which of its numbers still hold",
    },
    model: {
      value: "MODEL",
      about: "instead of MODEL: offline, bedrock:<profile id>, ollama:<name> or openai-compatible:<name>",
    },
    role: roleOption,
  },
  notes: [
    {
      title: "A file of dialogs (--batch)",
      lines: [
        'in   {"id": "a1", "turns": ["first question", "a follow-up"], "role": "viewer"}',
        'out  {"id": "a1", "answers": [ … ]}, with "error" where a turn failed',
      ],
    },
  ],
  examples: [
    'npx reckoner ask "Why did user_12345 churn?"',
    'npx reckoner ask --json "Which features drive engagement?" > answer.json',
    'echo "How many customers are at risk?" | npx reckoner ask -',
    'npx reckoner ask --thread thread_0123456789abcdef "And for premium only?"',
    "npx reckoner ask --replay answer_0123456789abcdef",
    "npx reckoner ask --batch questions.jsonl > answers.jsonl",
    'npx reckoner ask --model offline "How accurate is the churn model?"',
  ],
  exitCodes:
    "0 answered (also when the answer says that it did not understand), 1 failed, 2 wrong usage or settings, 130 stopped by Ctrl-C.",
} as const satisfies CommandSpec;
