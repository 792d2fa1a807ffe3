import { beforeAll, expect, it } from "vitest";

import { createSequentialIdSource } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { createGuard } from "#sql";

import { createProposeQuery, type ProposeQuery } from "../../api/propose-query.ts";
import { openMemoryStore } from "../support/open-memory-store.ts";

let propose: ProposeQuery;
beforeAll(async () => {
  const domain = await loadDomain(domainDirectory("engagement"));
  const { queryProposals: proposals } = await openMemoryStore();
  propose = createProposeQuery({ proposals, check: createGuard({ domain }).check, ids: createSequentialIdSource() });
});

const given = { owner: "ada", answerId: "a1", question: "How many are there?" };

it("keeps SQL that the guard lets through as waiting, and what it refuses with the reason", async () => {
  const right = await propose({ ...given, correction: " SELECT count(*) AS n FROM final_results; " });
  expect(right).toMatchObject({ ...given, state: "pending", sql: "SELECT count(*) AS n FROM final_results;" });
  const wrong = await propose({ ...given, correction: "WITH a AS (SELECT email FROM final_results) SELECT * FROM a" });
  expect(wrong).toMatchObject({ state: "refused", reason: expect.stringContaining("email") });
});

it("takes words for words", async () => {
  for (const correction of ["Select only premium ones.", "With tenure as well", "count sellers apart", ""]) {
    expect(await propose({ ...given, correction })).toBeNull();
  }
});
