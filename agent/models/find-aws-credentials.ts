import { createBedrockClient } from "./bedrock-client.ts";

/** The SDK's chain ends by asking the machine's own metadata service, which does not answer where there is none. */
const longestSearchMs = 5_000;

/**
 * Whether the AWS SDK's own chain finds credentials here: environment, profile, single sign-on, the role of container or
 * machine. They are the same for all of its clients. Nothing is called with them; nothing of them is given.
 */
export async function hasAwsCredentials(region: string): Promise<boolean> {
  if ((process.env["AWS_BEARER_TOKEN_BEDROCK"] ?? "") !== "") return true;
  const client = createBedrockClient(region);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), longestSearchMs);
  });
  try {
    const found = client.config.credentials().then(
      () => true,
      // Why there are none differs from place to place; what matters is that nothing can be called.
      () => false,
    );
    return await Promise.race([found, late]);
  } finally {
    clearTimeout(timer);
    client.destroy();
  }
}
