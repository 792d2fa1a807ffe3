import type { Clock } from "#core";

/** What becomes of a client: it takes the answer as JSON, follows the stream, leaves it for good, or leaves and comes back. */
export type Behaviour = "json" | "stays" | "leaves" | "returns";

export type LoadTurn = {
  readonly behaviour: Behaviour;
  /** The event that ended it, as the client saw it; `left` where the client did not wait. */
  readonly end: string;
  readonly wholeMs: number;
};

type Question = { readonly question: string; readonly thread: string; readonly person: string };
type SentEvent = { readonly id: number; readonly name: string; readonly data: string };

const endings = ["answer-end", "turn-error"];

/** Clients of one server, and an account of what they saw that should not be. */
export function createLoadClient(url: string, clock: Clock) {
  const turns: LoadTurn[] = [];
  const faults: string[] = [];
  const headersOf = (person: string) => ({ "content-type": "application/json", "x-bench-person": person });

  const askJson = async ({ question, thread, person }: Question) => {
    const body = JSON.stringify({ question, thread });
    const response = await fetch(`${url}/v1/ask`, { method: "POST", headers: headersOf(person), body });
    await response.text();
    if (response.status !== 200) faults.push(`${response.status} for ${question}`);
    return response.status === 200 ? "answer-end" : String(response.status);
  };

  /** Reads events until the end, or until as many have come as the client waits for. */
  const follow = async (request: Request, most: number): Promise<readonly SentEvent[]> => {
    const left = new AbortController();
    const response = await fetch(new Request(request, { signal: left.signal }));
    if (response.status !== 200 || response.body === null) {
      faults.push(`${response.status} for ${request.url}: ${(await response.text()).slice(0, 200)}`);
      return [];
    }
    const events: SentEvent[] = [];
    for await (const event of eventsOf(response.body)) {
      events.push(event);
      if (events.length >= most) break;
    }
    left.abort();
    return events;
  };

  const askStream = async ({ question, thread, person }: Question, behaviour: Behaviour, share: number) => {
    const headers = { ...headersOf(person), accept: "text/event-stream" };
    const body = JSON.stringify({ question, thread });
    const most = behaviour === "stays" ? Number.POSITIVE_INFINITY : 1 + Math.floor(share * 4);
    const first = await follow(new Request(`${url}/v1/ask`, { method: "POST", headers, body }), most);
    const hasEnded = first.some(({ name }) => endings.includes(name));
    if (behaviour === "leaves" && !hasEnded) return "left";
    const again = behaviour === "returns" && !hasEnded ? await comeBack(first, person) : [];
    return judge([...first, ...again], question);
  };

  const comeBack = (seen: readonly SentEvent[], person: string) => {
    const [start] = seen;
    if (start === undefined) return Promise.resolve([]);
    // The server wrote it: turn-start names the answer.
    const { answerId } = JSON.parse(start.data) as { readonly answerId: string };
    const headers = { "x-bench-person": person, "last-event-id": String(seen.at(-1)?.id ?? 0) };
    return follow(new Request(`${url}/v1/turns/${answerId}/events`, { headers }), Number.POSITIVE_INFINITY);
  };

  /** One end, at the end; every event once, in order. */
  const judge = (events: readonly SentEvent[], question: string): string => {
    const ends = events.filter(({ name }) => endings.includes(name));
    if (ends.length !== 1 || events.at(-1) !== ends[0]) faults.push(`${ends.length} ends of ${question}`);
    if (events.some(({ id }, index) => id !== index + 1)) {
      faults.push(`events ${events.map(({ id }) => id).join(" ")} of ${question}`);
    }
    const [end] = ends;
    if (end?.name === "turn-error") faults.push(`${question}: ${end.data.slice(0, 200)}`);
    return end?.name ?? "none";
  };

  return {
    /** Asks, and resolves when the client is done with it. `share`, 0 to 1, says how soon a client leaves. */
    ask: async (asked: Question, behaviour: Behaviour, share: number): Promise<void> => {
      const startedMs = clock.monotonicMs();
      const work = behaviour === "json" ? askJson(asked) : askStream(asked, behaviour, share);
      const end = await work.catch((error: unknown) => {
        faults.push(`${asked.question}: ${String(error)}`);
        return "failed";
      });
      turns.push({ behaviour, end, wholeMs: clock.monotonicMs() - startedMs });
    },
    account: () => ({ turns, faults }),
  };
}

/** Events of a stream by its specification, as far as ours go: id, event and one line of data. */
async function* eventsOf(body: NonNullable<Response["body"]>): AsyncGenerator<SentEvent> {
  let text = "";
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let at = text.indexOf("\n\n"); at >= 0; at = text.indexOf("\n\n")) {
      const lines = text.slice(0, at).split("\n");
      text = text.slice(at + 2);
      const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const [id, name, data] = [field("id"), field("event"), field("data")];
      if (id !== undefined && name !== undefined && data !== undefined) yield { id: Number(id), name, data };
    }
  }
}
