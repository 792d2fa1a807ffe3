import { AthenaClient } from "@aws-sdk/client-athena";
import { NodeHttpHandler } from "@smithy/node-http-handler";

const connectionTimeoutMs = 5_000;
const requestTimeoutMs = 30_000;

/**
 * A client for Athena over HTTP/1.1. Credentials, profile and endpoint come from where the AWS SDK looks for them
 * (`AWS_PROFILE`, `AWS_ENDPOINT_URL_ATHENA`, a role …): so VPC endpoints and servers on loopback work without a
 * setting of our own.
 */
export function createAthenaClient(region: string): AthenaClient {
  return new AthenaClient({
    region,
    // One retry policy, in send-with-retries.ts: it ends with the query's deadline and can be cancelled.
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    }),
  });
}
