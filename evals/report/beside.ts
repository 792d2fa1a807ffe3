import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const common = { generatedAt: z.string(), caught: z.int(), total: z.int() };
const metamorphicSchema = z.object({
  ...common,
  relations: z.array(z.object({ relation: z.string(), claim: z.string(), total: z.int(), held: z.int() })),
  items: z.array(
    z.object({
      relation: z.string(),
      questions: z.array(z.array(z.string())),
      status: z.string(),
      figures: z.array(z.string()),
    }),
  ),
});
const mutationSchema = z.object({
  ...common,
  items: z.array(
    z.object({
      name: z.string(),
      about: z.string(),
      status: z.enum(["caught", "survived", "not-exercised", "crashed"]),
      caughtBy: z.array(z.object({ case: z.string() })),
    }),
  ),
});

/** What was last found beside the suite, by the metamorphic relations and by planting faults; null where not run. */
export type Beside = {
  readonly metamorphic: z.infer<typeof metamorphicSchema> | null;
  readonly mutation: z.infer<typeof mutationSchema> | null;
};

/** Reads what `evals/write-items.ts` wrote into the report's folder; another version's file counts as none. */
export async function loadBeside(directory: string, signal: AbortSignal): Promise<Beside> {
  const read = async <T>(name: string, schema: z.ZodType<T>): Promise<T | null> => {
    const text = await readFile(path.join(directory, `${name}.json`), { encoding: "utf8", signal }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw error;
      },
    );
    return text === null ? null : (schema.safeParse(JSON.parse(text)).data ?? null);
  };
  return {
    metamorphic: await read("metamorphic", metamorphicSchema),
    mutation: await read("mutation", mutationSchema),
  };
}
