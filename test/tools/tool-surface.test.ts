import { expect, it } from "vitest";
import { z } from "zod";

import { createFixedClock } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { createTools, parseToolInput } from "#tools";

async function openTools() {
  const domain = await loadDomain(domainDirectory("engagement"));
  const never = () => Promise.reject(new Error("a tool was run"));
  const clock = createFixedClock(new Date(0));
  return createTools({ domain, role: "analyst", runQuery: never, loadModel: never, clock });
}

it("shows the model these tools, with these words and schemas", async () => {
  const tools = await openTools();
  const surface = tools.map(({ name, description, schema }) => ({
    name,
    description,
    // Every tool of the product is made with a zod schema.
    schema: z.toJSONSchema(schema as z.ZodType, { io: "input" }),
  }));
  await expect(`${JSON.stringify(surface, null, 2)}\n`).toMatchFileSnapshot("tool-surface.snap");
});

it("refuses an argument that no tool has, where it would be lost: a misspelt condition is everybody", async () => {
  const lost = { wheer: "1 = 0" };
  for (const { name, schema } of await openTools()) {
    // As above.
    const call = () => parseToolInput({ name, schema: schema as z.ZodObject }, lost);
    expect(call).toThrow(
      expect.objectContaining({ code: "TOOL_INPUT_INVALID", detail: expect.stringContaining("wheer") }),
    );
  }
});

it("refuses one inside an argument, too", async () => {
  const simulate = (await openTools()).find(({ name }) => name === "simulate_change");
  // As above.
  const schema = simulate?.schema as z.ZodObject | undefined;
  const change = { column: "x", kind: "set", value: 1 };
  expect(schema?.safeParse({ change }).success).toBe(true);
  expect(schema?.safeParse({ change: { ...change, untl: 2 } }).success).toBe(false);
});
