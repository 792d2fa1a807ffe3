import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";

const connectionTimeoutMs = 5_000;

/**
 * A client for Bedrock's runtime. Credentials, bearer token, profile and endpoint come from where the AWS SDK looks
 * for them (`AWS_ENDPOINT_URL_BEDROCK_RUNTIME`, `AWS_ENDPOINT_URL`, `AWS_BEARER_TOKEN_BEDROCK`, `AWS_PROFILE` …):
 * so VPC endpoints, gateways and servers on loopback work without a setting of our own.
 */
export function createBedrockClient(region: string): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    region,
    // One retry policy, in the retry middleware: it can be cancelled, and also covers what breaks in mid-stream.
    maxAttempts: 1,
    // The SDK's default handler speaks HTTP/2 and ends a stalled stream as if it were complete.
    requestHandler: new NodeHttpHandler({ connectionTimeout: connectionTimeoutMs }),
  });
}
