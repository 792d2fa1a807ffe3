import { AIMessage, type MessageContent } from "@langchain/core/messages";

/** The same reply with other content: calls, ids, usage and metadata stay. */
export function withContent(message: AIMessage, content: MessageContent): AIMessage {
  return new AIMessage({
    id: message.id,
    name: message.name,
    content,
    tool_calls: message.tool_calls,
    usage_metadata: message.usage_metadata,
    additional_kwargs: message.additional_kwargs,
    response_metadata: message.response_metadata,
  });
}
