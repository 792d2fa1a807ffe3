/** The media type of server-sent events. */
export const eventStream = "text/event-stream";

/** The content of a response that is a turn's events; OpenAPI 3.1 describes of such a stream what each event is. */
export const eventStreamContent = {
  [eventStream]: {
    schema: {
      type: "object" as const,
      description: "A server-sent event; its data is a TurnEvent as JSON.",
      properties: {
        id: { type: "string" as const },
        event: { type: "string" as const },
        data: { type: "string" as const },
      },
      required: ["id", "event", "data"],
    },
  },
};
