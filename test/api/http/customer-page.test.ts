import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createSystemClock, type Role } from "#core";
import { openStore } from "#store";

import { answerSchema } from "../../../agent/answer.ts";
import { threadTurnSchema } from "../../../agent/thread.ts";
import { buildApp } from "../../support/build-app.ts";
import { openLiveService, type LiveService } from "../../support/open-live-service.ts";

let live: LiveService;
beforeAll(async () => {
  live = await openLiveService();
}, 300_000);
afterAll(() => live.remove());

/** Asks for a customer's page as somebody of a role. */
async function get(
  id: string,
  { role = "analyst", query = "", tag }: { role?: Role; query?: string; tag?: string } = {},
): Promise<Response> {
  const app = buildApp({ ...live.service, principalOf: () => ({ id: `a-${role}`, role }) });
  return app.request(`/v1/customers/${id}${query}`, { headers: tag === undefined ? {} : { "if-none-match": tag } });
}

type Page = { readonly id: string; readonly attributes: readonly { readonly name: string }[] };

describe("GET /v1/customers/{id}", () => {
  it("is what the same page with its history says, without it", async () => {
    const quick: unknown = await (await get("user_00017")).json();
    const whole = (await (await get("user_00017", { query: "?history=true" })).json()) as Page;
    expect(quick).toEqual({ ...whole, history: null });
  });

  it("tells each role what it may see, and refuses who may see groups only", async () => {
    const namesOf = async (role: Role) =>
      ((await (await get("user_00017", { role })).json()) as Page).attributes.map(({ name }) => name);
    const [analyst, steward] = [await namesOf("analyst"), await namesOf("steward")];
    expect(analyst).not.toContain("age");
    expect(steward).toEqual(expect.arrayContaining([...analyst, "age"]));
    for (const role of ["viewer", "auditor"] as const) {
      const response = await get("user_00017", { role, tag: "*" });
      expect([response.status, await response.json()]).toMatchObject([403, { code: "RIGHT_MISSING" }]);
    }
  });

  it("is not sent again to who has it, and is to who has another role's or another version", async () => {
    const first = await get("user_00017");
    const tag = first.headers.get("etag") ?? "";
    expect(tag).toMatch(/^"[\da-f]+"$/);
    expect(first.headers.get("cache-control")).toBe("no-store");
    for (const known of [tag, `W/${tag}`, `"x", ${tag}`, "*"]) {
      const again = await get("user_00017", { tag: known });
      expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", tag]);
    }
    const steward = await get("user_00017", { role: "steward", tag });
    expect(steward.status).toBe(200);
    expect(steward.headers.get("etag")).not.toBe(tag);
    expect((await get("user_00017", { tag: '"x"' })).status).toBe(200);
  });

  it("is not there for an id that nobody has or could have, whatever the asker says to know", async () => {
    for (const [id, status, code] of [
      ["user_99999999", 404, "ENTITY_NOT_FOUND"],
      ["nobody", 422, "ENTITY_ID_MALFORMED"],
    ] as const) {
      const response = await get(id, { tag: "*" });
      expect([response.status, await response.json()]).toMatchObject([status, { code }]);
    }
  });

  it("shows nobody who is hidden from the moment that they are, hidden by whichever process", async () => {
    const tag = (await get("user_00018")).headers.get("etag") ?? "";
    // Another process over the same store.
    const store = await openStore({
      location: { kind: "sqlite", file: `${live.directory}/reckoner.db` },
      retentionDays: 90,
      turnSchema: threadTurnSchema,
      answerSchema,
      clock: createSystemClock(),
      ids: (kind) => `${kind}_of_another`,
    });
    const by = { actor: "somebody", reason: "erasure", reviews: 0 } as const;
    await store.forgetCustomer("user_00018", by);
    const asked = [await get("user_00018"), await get("user_00018", { tag }), await get("USER_00018", { tag })];
    expect(asked.map(({ status }) => status)).toEqual([404, 404, 422]);
    // Of many who are asked for at once only those are missing who are hidden.
    const together = await Promise.all(["user_00017", "user_00018", "user_00019"].map((id) => get(id)));
    expect(together.map(({ status }) => status)).toEqual([200, 404, 200]);
    await store.hiddenCustomers.show("user_00018", { actor: "somebody" });
    expect((await get("user_00018")).status).toBe(200);
    await store.close();
  });
});
