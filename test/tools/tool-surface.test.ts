import { expect, it } from "vitest";
import { z } from "zod";

import { createFixedClock } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { createTools } from "#tools";

it("shows the model these tools, with these words and schemas", async () => {
  const domain = await loadDomain(domainDirectory("engagement"));
  const never = () => Promise.reject(new Error("a tool was run"));
  const tools = createTools({
    domain,
    role: "analyst",
    runQuery: never,
    loadModel: never,
    clock: createFixedClock(new Date(0)),
  });
  const surface = tools.map(({ name, description, schema }) => ({
    name,
    description,
    // Every tool of the product is made with a zod schema.
    schema: z.toJSONSchema(schema as z.ZodType, { io: "input" }),
  }));
  await expect(`${JSON.stringify(surface, null, 2)}\n`).toMatchFileSnapshot("tool-surface.snap");
});
