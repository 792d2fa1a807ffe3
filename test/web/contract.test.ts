import { readFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import { contractDocument } from "../../api/contract/contract-document.ts";
import { contractTypes } from "../../api/contract/contract-types.ts";

describe("the page's types of the API", () => {
  it("are what `npm run contract` writes", async () => {
    const kept = await readFile(new URL("../../web/contract/routes.d.ts", import.meta.url), "utf8");
    expect(kept).toBe(await contractTypes(contractDocument()));
  });
});
