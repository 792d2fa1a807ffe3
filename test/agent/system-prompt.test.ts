import { beforeAll, describe, expect, it } from "vitest";

import { domainDirectory, loadDomain, type Domain } from "#knowledge";

import { estimateTokens } from "../../bench/tokens/estimate-tokens.ts";
import { systemPrompt } from "../../agent/turn/system-prompt.ts";

let domain: Domain;

beforeAll(async () => {
  domain = await loadDomain(domainDirectory("engagement"));
});

describe("systemPrompt", () => {
  it("names every open table with its columns or where they are told, and every column of the results", () => {
    const prompt = systemPrompt(domain, "2026-11-20", "analyst");
    for (const table of domain.tables.filter((one) => one.open === "analyst")) {
      expect(prompt).toContain(`- ${table.name}: ${table.grain}`);
      for (const { name } of table.columns.length <= 20 ? table.columns : []) {
        // Names that differ by a number only are told together.
        expect([name, name.replace(/(?<=_)\d+(?=_|$)/, "1…3")].some((told) => prompt.includes(told))).toBe(true);
      }
    }
    const told = domain.resultColumns.filter((column) => column.role !== "explanation");
    expect(told.filter((column) => !prompt.includes(column.name)).map((column) => column.name)).toEqual([]);
    for (const group of domain.groups) expect(prompt).toContain(`${group.label}: ${group.where}`);
    for (const column of told.filter((one) => one.privacy === "confidential")) {
      expect(prompt).toMatch(new RegExp(`^${column.name} \\(.*confidential\\)`, "m"));
    }
  });

  it("tells of a column what its name does not: type, unit, scale, values, and a meaning only where it says more", () => {
    const lines = systemPrompt(domain, "2026-11-20", "analyst").split("\n");
    const line = (name: string) => lines.find((one) => one.startsWith(`${name} (`));
    expect(["age", "account_type", "peak_activity_hour", "num_messages_sent_per_day"].map(line)).toEqual([
      "age (int, years, bins 18-24|25-34|35-44|45-54|55+, confidential)",
      "account_type (string, free|premium, lever): Whether the account is free or premium (paid).",
      "peak_activity_hour (int, hour of the day, 0 to 23): Hour of the day with the most activity, 0 to 23.",
      "num_messages_sent_per_day (messages a day, lever)",
    ]);
  });

  it("names no table and no column that nobody may query", () => {
    const prompt = systemPrompt(domain, "2026-11-20", "steward");
    const hidden = domain.tables.filter((table) => table.open === "none");
    expect(hidden.length).toBeGreaterThan(0);
    expect(hidden.filter((table) => prompt.includes(`- ${table.name}:`))).toEqual([]);
    expect(
      domain.feed.pii.columns.filter((name) => name !== domain.entity.column && prompt.includes(`${name} (`)),
    ).toEqual([]);
  });

  it("is the same for every question, so that a provider's cache holds it, and differs by what a role may see", () => {
    const of = (role: "viewer" | "analyst" | "steward") => systemPrompt(domain, "2026-11-20", role);
    expect(of("analyst")).toBe(of("analyst"));
    expect(new Set([of("viewer"), of("analyst"), of("steward")]).size).toBe(3);
    expect(of("viewer")).toContain("The person is a viewer: every result is over groups of at least 10");
  });

  it("stays below 4,500 tokens, as estimated for the benchmark", () => {
    expect(estimateTokens(systemPrompt(domain, "2026-11-20", "analyst"))).toBeLessThan(4_500);
  });
});
