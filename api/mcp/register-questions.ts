import type { GetPromptResult, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

import type { Principal } from "#agent";
import type { UsualQuestion } from "#tools";

import { describedInput } from "./described-input.ts";
import { toProtocolError } from "./error-words.ts";
import type { McpDeps } from "./mcp-deps.ts";

const values = z.record(z.string(), z.string());

/** The usual questions as prompts; what may be changed in one is an argument that may be left out. */
export function registerQuestions(server: McpServer, deps: McpDeps, principal: Principal): void {
  for (const question of deps.operations.handbook.questions(principal)) {
    const { name, title, about, parameters } = question;
    const shape = Object.fromEntries(
      parameters.map((parameter) => [parameter.name, z.string().optional().describe(parameter.about)]),
    );
    server.registerPrompt(
      name,
      { title, description: about, argsSchema: describedInput(z.object(shape)) },
      (input): GetPromptResult => {
        try {
          return { messages: [{ role: "user", content: { type: "text", text: promptText(question, input) } }] };
        } catch (thrown) {
          throw toProtocolError(thrown);
        }
      },
    );
  }
}

function promptText({ fill }: UsualQuestion, input: unknown): string {
  const { question, sql, notes } = fill(values.parse(input ?? {}));
  const ask = "Tell its numbers as they are, with the caveats.";
  if (sql === null) return `${question}\n\nUse Reckoner's tool \`ask\` with this question. ${ask}`;
  const query = `Use Reckoner's tool \`query_athena\` with this query, which a person has reviewed for it, as it is:`;
  return [question, `${query}\n\n\`\`\`sql\n${sql}\n\`\`\``, ...notes, ask].join("\n\n");
}
