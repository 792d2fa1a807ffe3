/** What `reckoner ask --help` prints. */
export const askHelp = `Usage: reckoner ask [options] [question]
       npm run ask -- [options] [question]

Asks the analyst. The answer goes to standard output, the steps to standard error.
Without a question: a conversation at a terminal; otherwise the question is read from standard input.

Options
  --json          print the whole answer as one line of JSON and nothing else
  --batch FILE    answer a file of dialogs, one line of JSON each ("-": standard input):
                    in   {"id": "a1", "turns": ["first question", "a follow-up"], "role": "viewer"}
                    out  {"id": "a1", "answers": [ … ]}, with "error" where a turn failed
  --thread ID     go on with a conversation ("npm run threads" lists them)
  --replay ANSWER run an earlier answer's queries again and tell which of its numbers still hold
  --model MODEL   offline, bedrock:<profile id>, ollama:<name> or openai-compatible:<name>
  --role ROLE     viewer, analyst, steward, admin or auditor: whose rights apply
  -h, --help      this text

In a conversation a number asks that follow-up, /new begins afresh, /exit leaves; Ctrl-C stops an answer.

Examples
  npm run ask -- "Why did user_12345 churn?"
  npm run -s ask -- --json "Which features drive engagement?" | jq .text
  echo "How many customers are at risk?" | npm run -s ask -- -
  npm run ask -- --thread thread_1f2e "And for premium only?"
  npm run ask -- --replay answer_0123456789abcdef
  npm run -s ask -- --batch questions.jsonl > answers.jsonl
  MODEL=ollama:llama3.2 npm run ask

Exit codes: 0 answered (also when the answer says that it did not understand), 1 failed, 2 wrong usage or settings.
`;
