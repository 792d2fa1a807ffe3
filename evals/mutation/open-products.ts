import type { Answer, RunTurn } from "#agent";
import type { Config } from "#core";

import { isOfTheModel } from "../ask-cases.ts";
import { datasetOf } from "../dataset-of.ts";
import { openPlantedRun } from "../gullible/planted-run.ts";
import { serveGullible } from "../gullible/serve-gullible.ts";
import { createProductMaker, type ProductDeps } from "./create-product.ts";
import type { Seams } from "./fault.ts";
import type { Unit } from "./sample-cases.ts";

/** The products that cases are asked of: the analyst's over the live run, the gullible model's over the planted one. */
export type Products = {
  readonly create: (seams: Partial<Seams>) => Promise<(unit: Unit) => RunTurn>;
  readonly datasetOf: (unit: Unit) => Answer["dataset"];
  readonly close: () => Promise<void>;
};

/** Opens both. Throws what `openPlantedRun` throws. */
export async function openProducts(
  dataDirectory: string,
  deps: Omit<ProductDeps, "chatModel"> & Parameters<typeof openPlantedRun>[1],
): Promise<Products> {
  const plantedRun = await openPlantedRun(dataDirectory, deps);
  const server = await serveGullible();
  const gullibleModel: Config["chatModel"] = {
    provider: "openai-compatible",
    modelId: "gullible",
    baseUrl: server.baseUrl,
    apiKey: null,
  };
  const analyst = createProductMaker({ ...deps, chatModel: { provider: "offline" } });
  const gullible = createProductMaker({ ...deps, run: plantedRun, chatModel: gullibleModel });
  const isAnalysts = (unit: Unit) => unit.every(isOfTheModel);
  return {
    create: async (seams) => {
      const [ofAnalyst, ofGullible] = [await analyst.create(seams), await gullible.create(seams)];
      return (unit) => (isAnalysts(unit) ? ofAnalyst : ofGullible);
    },
    datasetOf: (unit) => datasetOf(isAnalysts(unit) ? deps.run : plantedRun),
    close: async () => {
      await analyst.close();
      await gullible.close();
      await server.close();
    },
  };
}
