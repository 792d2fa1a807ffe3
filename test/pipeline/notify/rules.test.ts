import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { isAppError } from "#core";

import { loadAlertRules } from "../../../pipeline/notify/rules.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "alert-rules-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function load(text: string) {
  const file = path.join(directory, "alerts.yaml");
  await writeFile(file, text);
  return loadAlertRules(file);
}

async function faultOf(text: string): Promise<string> {
  const error: unknown = await load(text).catch((thrown: unknown) => thrown);
  if (!isAppError(error, "CONFIG_INVALID")) throw new Error("no fault was found", { cause: error });
  return error.detail;
}

const target = (spec: string) => `targets:\n  a: ${spec}\nrules: []\n`;

describe("the file of alert rules", () => {
  it("is as its documentation shows it", async () => {
    const page = await readFile(new URL("../../../docs/alerts.md", import.meta.url), "utf8");
    const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
    const { targets, rules } = await load(example);
    expect(Object.keys(targets)).toEqual(["team", "on-call", "mail"]);
    expect(rules.map(({ to }) => to)).toEqual([["team"], ["on-call", "mail"], ["team"]]);
    expect(targets["team"]).toEqual({
      slack: { channel: "C0123ABCD", tokenFrom: "SLACK_BOT_TOKEN", apiUrl: "https://slack.com/api/" },
    });
  });

  it.each([
    ["a webhook in the clear", "{ webhook: { url: 'http://example.org/x', secretFrom: KEY } }", "https://"],
    ["a webhook without a key", "{ webhook: { url: 'https://example.org/x' } }", "a"],
    ["a key written into the file", "{ webhook: { url: 'https://example.org/x', secretFrom: 'abc123!' } }", "variable"],
    ["a channel by name", "{ slack: { channel: '#general' } }", "id of a channel"],
    ["a topic that is none", "{ sns: { topic: alerts } }", "ARN"],
    ["a field that nobody knows", "{ slack: { channel: C0123, colour: red } }", "a"],
    ["another kind of target", "{ pigeon: { loft: 3 } }", "a"],
  ])("refuses %s", async (_, spec, word) => {
    const fault = await faultOf(target(spec));
    expect(fault).toContain("targets.a");
    expect(fault).toContain(word);
  });

  it("takes a webhook on this machine without TLS", async () => {
    const { targets } = await load(target("{ webhook: { url: 'http://127.0.0.1:9/x', secretFrom: KEY } }"));
    expect(Object.keys(targets)).toEqual(["a"]);
  });

  it("names rules for targets that are not there, kinds that are none, and text that is no YAML", async () => {
    expect(await faultOf("targets: {}\nrules: [{ when: any, to: [nobody] }]\n")).toMatch(/no target nobody/);
    expect(await faultOf("targets: {}\nrules: [{ when: rain, to: [a] }]\n")).toContain("rules.0.when");
    expect(await faultOf("a: [")).toContain("not YAML");
    expect(await faultOf("")).toContain("the file");
  });

  it("says which file is not there", async () => {
    await expect(loadAlertRules(path.join(directory, "none.yaml"))).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      detail: expect.stringContaining("none.yaml cannot be read (ENOENT)"),
    });
  });
});
