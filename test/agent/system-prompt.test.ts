import { beforeAll, describe, expect, it } from "vitest";

import { domainDirectory, loadDomain, type Domain } from "#knowledge";

import { systemPrompt } from "../../agent/turn/system-prompt.ts";

let domain: Domain;

beforeAll(async () => {
  domain = await loadDomain(domainDirectory("engagement"));
});

describe("systemPrompt", () => {
  it("names every open table with its columns or where they are told, and every column of the results", () => {
    const prompt = systemPrompt(domain, "2026-11-20", "analyst");
    for (const table of domain.tables.filter((one) => one.open === "analyst")) {
      expect(prompt).toContain(`${table.database}.${table.name}: ${table.grain}`);
      if (table.columns.length <= 20) for (const column of table.columns) expect(prompt).toContain(column.name);
    }
    const told = domain.resultColumns.filter((column) => column.role !== "explanation");
    expect(told.filter((column) => !prompt.includes(column.name)).map((column) => column.name)).toEqual([]);
    for (const group of domain.groups) expect(prompt).toContain(`${group.label}: ${group.where}`);
    for (const column of told.filter((one) => one.privacy === "confidential")) {
      expect(prompt).toMatch(new RegExp(`^- ${column.name} \\(.*confidential\\)`, "m"));
    }
  });

  it("names no table and no column that nobody may query", () => {
    const prompt = systemPrompt(domain, "2026-11-20", "steward");
    const hidden = domain.tables.filter((table) => table.open === "none");
    expect(hidden.length).toBeGreaterThan(0);
    expect(hidden.filter((table) => prompt.includes(`.${table.name}:`))).toEqual([]);
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

  it("stays below 4,200 tokens, at four characters to one", () => {
    expect(systemPrompt(domain, "2026-11-20", "analyst").length / 4).toBeLessThan(4_200);
  });
});
