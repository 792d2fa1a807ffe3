import { z } from "zod";

/** Which chat model talks, and what it needs. */
export type ChatModelConfig =
  | { readonly provider: "offline" }
  | {
      readonly provider: "bedrock";
      readonly modelId: string;
      readonly fallbackModelId: string | null;
      readonly region: string;
      readonly effort: "low" | "medium" | "high" | null;
      readonly guardrail: { readonly id: string; readonly version: string } | null;
    }
  | { readonly provider: "ollama"; readonly modelId: string; readonly baseUrl: string }
  | {
      readonly provider: "openai-compatible";
      readonly modelId: string;
      readonly baseUrl: string;
      readonly apiKey: string | null;
    };

/** The variables of the chat model, each with its form and default. */
export const chatModelVariables = {
  MODEL: z
    .string()
    .regex(/^(offline|(bedrock|ollama|openai-compatible):.+)$/, {
      message: "must be offline, bedrock:<inference profile id>, ollama:<name> or openai-compatible:<name>",
    })
    .default("offline"),
  MODEL_FALLBACK: z.string().min(1).optional(),
  MODEL_EFFORT: z.enum(["low", "medium", "high"]).optional(),
  AWS_REGION: z.string().min(1).optional(),
  AWS_DEFAULT_REGION: z.string().min(1).optional(),
  BEDROCK_GUARDRAIL_ID: z.string().min(1).optional(),
  BEDROCK_GUARDRAIL_VERSION: z.string().min(1).optional(),
  OLLAMA_BASE_URL: z.url().default("http://127.0.0.1:11434"),
  OPENAI_COMPATIBLE_BASE_URL: z.url().optional(),
  OPENAI_COMPATIBLE_API_KEY: z.string().min(1).optional(),
};

type Settings = z.infer<z.ZodObject<typeof chatModelVariables>>;

/** What is wrong between the variables of the chat model. */
export function chatModelFaults(settings: Settings): string[] {
  const problems: string[] = [];
  if (settings.MODEL.startsWith("bedrock:") && !(settings.AWS_REGION ?? settings.AWS_DEFAULT_REGION)) {
    problems.push("AWS_REGION is needed when MODEL names a Bedrock model");
  }
  if (settings.MODEL.startsWith("openai-compatible:") && !settings.OPENAI_COMPATIBLE_BASE_URL) {
    problems.push("OPENAI_COMPATIBLE_BASE_URL is needed when MODEL names an OpenAI-compatible model");
  }
  if ((settings.BEDROCK_GUARDRAIL_ID === undefined) !== (settings.BEDROCK_GUARDRAIL_VERSION === undefined)) {
    problems.push("BEDROCK_GUARDRAIL_ID and BEDROCK_GUARDRAIL_VERSION belong together");
  }
  return problems;
}

/** The chat model that the variables name. */
export function chatModelOf(settings: Settings): ChatModelConfig {
  const colon = settings.MODEL.indexOf(":");
  const provider = colon < 0 ? settings.MODEL : settings.MODEL.slice(0, colon);
  const modelId = settings.MODEL.slice(colon + 1);
  switch (provider) {
    case "bedrock":
      return {
        provider,
        modelId,
        fallbackModelId: settings.MODEL_FALLBACK ?? null,
        region: settings.AWS_REGION ?? settings.AWS_DEFAULT_REGION ?? "",
        effort: settings.MODEL_EFFORT ?? null,
        guardrail:
          settings.BEDROCK_GUARDRAIL_ID && settings.BEDROCK_GUARDRAIL_VERSION
            ? { id: settings.BEDROCK_GUARDRAIL_ID, version: settings.BEDROCK_GUARDRAIL_VERSION }
            : null,
      };
    case "ollama":
      return { provider, modelId, baseUrl: settings.OLLAMA_BASE_URL };
    case "openai-compatible":
      return {
        provider,
        modelId,
        baseUrl: settings.OPENAI_COMPATIBLE_BASE_URL ?? "",
        apiKey: settings.OPENAI_COMPATIBLE_API_KEY ?? null,
      };
    default:
      return { provider: "offline" };
  }
}
