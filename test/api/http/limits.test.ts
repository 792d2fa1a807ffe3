import { describe, expect, it } from "vitest";

import type { Clock } from "#core";

import { clientAddress } from "../../../api/http/client-address.ts";
import { limitTurns } from "../../../api/limits/limit-turns.ts";
import { createTokenBuckets } from "../../../api/limits/token-buckets.ts";
import { askRequest, buildApp } from "../../support/build-app.ts";
import { createHeldRunTurn } from "../../support/fake-run-turn.ts";

import { Hono } from "hono";

function handClock() {
  let atMs = 0;
  const clock: Clock = { now: () => new Date(atMs), monotonicMs: () => atMs };
  return { clock, forward: (ms: number) => (atMs += ms) };
}

describe("token buckets", () => {
  it("give as many at once as a minute has, then one each share of a minute, never more than a minute's worth", () => {
    const { clock, forward } = handClock();
    const { take } = createTokenBuckets(6, clock);
    const waits = (key: string, times: number) => Array.from({ length: times }, () => take(key));
    expect(waits("ada", 8)).toEqual([0, 0, 0, 0, 0, 0, 10, 10]);
    expect(take("bob")).toBe(0);
    forward(9_001);
    expect(take("ada")).toBe(1);
    forward(999);
    expect(waits("ada", 2)).toEqual([0, 10]);
    forward(600_000);
    expect(waits("ada", 7).filter((wait) => wait > 0)).toHaveLength(1);
  });
});

describe("requests past the rate", () => {
  it("are refused for one person and not for another, with when to come again", async () => {
    let person = "ada";
    const rates = { requestsPerMinuteOfPerson: 2, requestsPerMinuteOfAddress: null };
    const app = buildApp({ rates, principalOf: () => ({ id: person, role: "viewer" }) });
    const ask = () => app.request("/v1/ask", askRequest({ question: "Which?" }));
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
    const refused = await ask();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "30"]);
    expect(await refused.json()).toMatchObject({ code: "RATE_LIMITED", retryable: true });
    expect((await app.request("/healthz")).status).toBe(200);
    person = "bob";
    expect((await ask()).status).toBe(200);
  });

  it("are refused by address before anybody asks who they are", async () => {
    let asked = 0;
    const principalOf = () => {
      asked += 1;
      return { id: "ada", role: "viewer" } as const;
    };
    const rates = { requestsPerMinuteOfPerson: null, requestsPerMinuteOfAddress: 1 };
    const app = buildApp({ rates, trustedProxies: 1, principalOf });
    const from = (address: string) => app.request("/v1/nothing", { headers: { "x-forwarded-for": address } });
    const statuses = [];
    for (const address of ["10.0.0.1", "10.0.0.1", "fake, 10.0.0.1", "10.0.0.2"])
      statuses.push((await from(address)).status);
    expect([statuses, asked]).toEqual([[404, 429, 429, 404], 2]);
  });
});

it.each<[string | null, string, number, string | null]>([
  ["203.0.113.7", "1.2.3.4", 0, "203.0.113.7"],
  ["::ffff:203.0.113.7", "", 0, "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::/64"],
  ["2001:db8::6", "", 0, "2001:db8:0:0::/64"],
  ["::1", "", 0, "0:0:0:0::/64"],
  ["10.0.0.1", "9.9.9.9, 198.51.100.4", 1, "198.51.100.4"],
  ["10.0.0.1", "9.9.9.9, 198.51.100.4, 10.0.0.9", 2, "198.51.100.4"],
  ["10.0.0.1", "", 1, "10.0.0.1"],
  [null, "1.2.3.4", 0, null],
])(
  "takes a request from %s, forwarded for %j over %d proxies, as one of %s",
  async (direct, told, proxies, expected) => {
    const app = new Hono().get("/", (context) => context.json(clientAddress(context, proxies)));
    const env = direct === null ? {} : { incoming: { socket: { remoteAddress: direct } } };
    const response = await app.request("/", { headers: told === "" ? {} : { "x-forwarded-for": told } }, env);
    expect(await response.json()).toBe(expected);
  },
);

describe("turns at once", () => {
  it("are refused past a person's share and past all, and may begin again when one has ended", async () => {
    const held = createHeldRunTurn();
    const limited = limitTurns(held.runTurn, { turnsAtOnceOfPerson: 1, turnsAtOnce: 2 });
    let person = "ada";
    const app = buildApp({ runTurn: limited, principalOf: () => ({ id: person, role: "viewer" }) });
    const ask = (accept = "application/json") => app.request("/v1/ask", askRequest({ question: "Which?" }, { accept }));
    const first = ask();
    await held.started;
    for (const accept of ["application/json", "text/event-stream"]) {
      const refused = await ask(accept);
      expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "5"]);
      expect(await refused.json()).toMatchObject({ code: "RATE_LIMITED", detail: expect.stringContaining("your") });
    }
    person = "bob";
    const second = ask();
    await new Promise((resolve) => setImmediate(resolve));
    person = "eve";
    expect(await (await ask()).json()).toMatchObject({
      code: "RATE_LIMITED",
      detail: "2 questions are being answered already.",
    });
    held.release();
    expect([(await first).status, (await second).status, (await ask()).status]).toEqual([200, 200, 200]);
  });
});

describe("a page of another site", () => {
  const origin = "https://board.example.org";
  const app = () => buildApp({ corsOrigins: [origin] });

  it("may call the API where its origin is named, without cookies", async () => {
    const preflight = await app().request("/v1/ask", {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
    });
    expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, origin]);
    expect(preflight.headers.get("access-control-allow-credentials")).toBeNull();
    const answer = await app().request("/v1/ask", askRequest({ question: "Which?" }, { origin }));
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, origin]);
  });

  it.each(["https://evil.example.org", "https://board.example.org.evil.org", "http://board.example.org", "null"])(
    "is refused where it is %s",
    async (other) => {
      const answer = await app().request("/v1/ask", askRequest({ question: "Which?" }, { origin: other }));
      expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([403, null]);
    },
  );
});
