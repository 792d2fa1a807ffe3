import { describe, expect, it } from "vitest";

import { createFixedClock } from "#core";

import type { SlackReply } from "../../../api/slack/call-slack.ts";
import { createFindMember } from "../../../api/slack/members.ts";

const config = {
  roles: [
    { role: "steward", who: "ada@example.org" },
    { role: "admin", who: "U0GUEST" },
    { role: "analyst", who: "@example.org" },
  ],
  defaultRole: "viewer",
} as const;

function findMemberOf(reply: SlackReply, settings: Parameters<typeof createFindMember>[0] = config) {
  const asked: unknown[] = [];
  const find = createFindMember(settings, {
    call: async (_, { user }) => {
      asked.push(user);
      return reply;
    },
    teamId: () => "T1",
    clock: createFixedClock(new Date("2026-11-20T12:00:00Z")),
  });
  return { find, asked };
}

const user = (changes: Readonly<Record<string, unknown>>, email = "bob@example.org"): SlackReply => ({
  ok: true,
  value: { user: { id: "U0000001", team_id: "T1", profile: { email }, ...changes } },
});

const given = (value: Readonly<Record<string, unknown>>): SlackReply => ({ ok: true, value });
const failed = (error: string): SlackReply => ({ ok: false, error });

describe("a member of the workspace", () => {
  it.each([
    ["of a domain that is named", user({}), "analyst"],
    ["by address before domain, whatever its case", user({}, "Ada@Example.org"), "steward"],
    ["by id", user({ id: "U0GUEST" }, "x@y.z"), "admin"],
    ["who is named nowhere", user({}, "eve@elsewhere.org"), "viewer"],
    ["whose domain only ends alike", user({}, "eve@not-example.org"), "viewer"],
    ["whose address is not confirmed", user({ is_email_confirmed: false }, "ada@example.org"), "viewer"],
    ["without an address", given({ user: { id: "U1" } }), "viewer"],
    ["who is a guest, by id only", user({ id: "U0GUEST", is_restricted: true }), "admin"],
  ])("%s has a role", async (_, reply, role) => {
    const { find } = findMemberOf(reply);
    expect((await find("U"))?.principal?.role).toBe(role);
  });

  it.each([
    ["a guest of the domain", user({ is_ultra_restricted: true }), "no-role"],
    ["somebody of another workspace, whatever address is said", user({ team_id: "T9" }, "ada@example.org"), "no-role"],
    ["a stranger in a shared channel", user({ is_stranger: true }), "no-role"],
    ["who has left", user({ deleted: true }), "no-role"],
    ["an app", user({ is_bot: true }), "app"],
    ["nobody", failed("user_not_found"), "no-role"],
    ["who cannot be looked up", failed("ratelimited"), "unavailable"],
    ["told in a form that we do not know", given({ user: 1 }), "unavailable"],
  ])("is refused: %s", async (_, reply, reason) => {
    const { find } = findMemberOf(reply);
    expect(await find("U")).toEqual({ principal: null, reason });
  });

  it("is refused without a default role, and looked up once in five minutes, but for faults", async () => {
    const strict = findMemberOf(user({}, "eve@elsewhere.org"), { ...config, defaultRole: null });
    expect([await strict.find("U1"), await strict.find("U1"), strict.asked]).toEqual([
      { principal: null, reason: "no-role" },
      { principal: null, reason: "no-role" },
      ["U1"],
    ]);
    const away = findMemberOf({ ok: false, error: "request_failed" });
    await away.find("U1");
    await away.find("U1");
    expect(away.asked).toEqual(["U1", "U1"]);
  });

  it("is another person than the same id of another workspace", async () => {
    const foreign = findMemberOf(user({ id: "U0GUEST", team_id: "T9" }));
    expect((await foreign.find("U0GUEST")).principal).toEqual({ id: "slack:T9:U0GUEST", role: "admin" });
  });
});
