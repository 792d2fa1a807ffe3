import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createFixedClock, createSequentialIdSource } from "#core";
import { addVerifiedQuery, domainDirectory, loadDomain, type Domain } from "#knowledge";
import { createGuard, createVerifiedMatcher } from "#sql";

import { createQueryOperations } from "../../../api/operations/query-operations.ts";
import { createProposeQuery, type ProposeQuery } from "../../../api/propose-query.ts";
import type { CreateService } from "../../../api/service.ts";
import { openMemoryStore } from "../../support/open-memory-store.ts";
import { runWithFake } from "./build-cli.ts";

let directory: string;
let domain: Domain;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-queries-"));
  domain = await loadDomain(domainDirectory("engagement"));
});
afterAll(() => rm(directory, { recursive: true }));

let propose: ProposeQuery;
let createService: CreateService;
beforeEach(async () => {
  await cp(domainDirectory("engagement"), directory, { recursive: true });
  const ids = createSequentialIdSource();
  const { queryProposals: proposals } = await openMemoryStore();
  const { check } = createGuard({ domain });
  propose = createProposeQuery({ proposals, check, ids });
  const match = createVerifiedMatcher(domain);
  const queries = createQueryOperations({
    proposals,
    tryQuery: async (sql) => void check({ sql, role: "analyst", maxRows: 10 }),
    verifiedTitleOf: (sql) => match(sql)?.query.title ?? null,
    addToList: (entry, signal) => addVerifiedQuery(directory, entry, { ids, signal }),
    clock: createFixedClock(new Date("2026-11-20T12:00:00Z")),
  });
  // The command uses the review and closing only; everything else of the service is for other commands.
  const service = { operations: { queries }, close: async () => {} } as unknown as Awaited<ReturnType<CreateService>>;
  createService = async () => service;
});

const run = (...args: string[]) => runWithFake(["queries", ...args], { createService });
const steward = ["--role", "steward"] as const;
const given = { owner: "ada", answerId: "a1", question: "How many use each device?" };
const byDevice = "SELECT device_type, count(*) AS n FROM final_results GROUP BY device_type ORDER BY n DESC;";

describe("reckoner queries", () => {
  it("lists what waits, shows it, and takes it into the list once", async () => {
    expect((await run("list", ...steward)).out).toBe("No proposal waits for a review.\n");
    await propose({ ...given, correction: byDevice });
    await propose({ ...given, correction: "SELECT email FROM final_results" });
    expect((await run("list", ...steward)).out).toBe(
      "query_1  pending   2026-11-20  How many use each device?\nquery_2  refused   2026-11-20  How many use each device?\n",
    );
    const shown = await run("show", "query_2", ...steward);
    expect(shown.out).toContain("Question: How many use each device?\nSELECT email FROM final_results\nReason: ");

    const accept = [
      "accept",
      "query_1",
      "--title",
      "Customers by device",
      "--by",
      "Data team",
      "--caveat",
      "One main device each.",
    ];
    const accepted = await run(...accept, "--json", ...steward);
    const entry = {
      id: "customers-by-device",
      title: "Customers by device",
      question: given.question,
      sql: byDevice.slice(0, -1),
      answers: "Customers by device",
      caveats: ["One main device each."],
      reviewedBy: "Data team",
      reviewedOn: "2026-11-20",
    };
    expect([accepted.exitCode, JSON.parse(accepted.out)]).toEqual([0, entry]);
    expect((await loadDomain(directory)).verifiedQueries.at(-1)).toMatchObject(entry);
    expect(
      (await run("list", "--all", "--json", ...steward)).out
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { id: "query_1", state: "accepted", reviewer: "local:steward", verifiedQuery: "customers-by-device" },
      { id: "query_2", state: "refused" },
    ]);
    const again = await run(...accept, ...steward);
    expect([again.exitCode, again.err]).toEqual([1, expect.stringContaining("accepted by local:steward before")]);
  });

  it("takes nothing that does not run, that is in the list already, or that does not fit", async () => {
    await propose({ ...given, correction: "SELECT email FROM final_results" });
    await propose({
      ...given,
      correction:
        "select segment, count(*) n, avg(cast(churn_30_day as double)), avg(predicted_churn_probability) from final_results group by 1 order by 3 desc",
    });
    await propose({ ...given, correction: byDevice });
    const failure = async (...args: string[]) => {
      const { exitCode, err } = await run("accept", ...args, ...steward);
      return [exitCode, err.replaceAll(/\s+/g, " ")];
    };
    expect(await failure("query_1", "--title", "Mail")).toEqual([1, expect.stringContaining("does not run")]);
    expect(await failure("query_2", "--title", "Churn")).toEqual([
      1,
      expect.stringContaining('"Churn by segment" already'),
    ]);
    expect(await failure("query_3", "--title", "Base rates")).toEqual([
      1,
      expect.stringContaining("base-rates is there twice"),
    ]);
    expect(await failure("query_9", "--title", "None")).toEqual([1, expect.stringContaining("no proposal")]);
    expect((await loadDomain(directory)).verifiedQueries).toEqual(domain.verifiedQueries);
  });

  it("rejects with a reason, once", async () => {
    await propose({ ...given, correction: byDevice });
    expect((await run("reject", "query_1", "--reason", "too plain", ...steward)).out).toBe("Rejected query_1.\n");
    expect((await run("show", "query_1", ...steward)).out).toContain("Reason: too plain\nReviewed by local:steward at");
    expect((await run("reject", "query_1", "--reason", "again", ...steward)).exitCode).toBe(1);
  });

  it.each(["viewer", "analyst", "auditor"])("is not for a %s", async (role) => {
    await propose({ ...given, correction: byDevice });
    for (const args of [
      ["list"],
      ["show", "query_1"],
      ["accept", "query_1", "--title", "Devices"],
      ["reject", "query_1", "--reason", "no"],
    ]) {
      const { exitCode, err, out } = await run(...args, "--role", role);
      expect([exitCode, out, err.includes(`The role ${role} may not`)]).toEqual([1, "", true]);
    }
  });

  it.each([
    [[], "There is nothing to do."],
    [["drop"], 'nothing called "drop"'],
    [["accept", "query_1"], "--title is missing"],
    [["reject", "query_1", "--reason", " "], "--reason is missing"],
    [["show"], "takes the id of one proposal"],
    [["list", "query_1"], "list takes no id"],
    [["list", "--title", "x"], "--title does not go with list"],
    [["list", "--role", "king"], 'no role "king"'],
  ])("says what is wrong with %j", async (args, words) => {
    const { exitCode, err } = await run(...args);
    expect([exitCode, err]).toEqual([2, expect.stringContaining(words)]);
  });
});
