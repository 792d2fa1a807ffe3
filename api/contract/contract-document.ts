import type { AppDeps } from "../http/app-deps.ts";
import { createApp } from "../http/create-app.ts";
import { createInstruments } from "../telemetry/instruments.ts";
import { createRegistry } from "../telemetry/registry.ts";
import type { ContractDocument } from "./contract-types.ts";

/** The API's OpenAPI 3.1 document, as `GET /openapi.json` gives it. */
export function contractDocument(): ContractDocument {
  const registry = createRegistry();
  const atBuilding: Partial<AppDeps> = {
    limits: { questionChars: 0 },
    rates: { requestsPerMinuteOfPerson: null, requestsPerMinuteOfAddress: null },
    hosts: [],
    corsOrigins: [],
    trustedProxies: 0,
    signIn: { isRequired: false, browser: null },
    tokenIssuer: null,
    pageFolder: "",
    instruments: createInstruments(registry),
    metrics: { render: registry.render, token: null },
  };
  // The other dependencies are used by requests, and none comes here.
  const app = createApp(atBuilding as AppDeps);
  const document = app.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "Reckoner", version: "1" } });
  // The library's type leaves open what this one names.
  return JSON.parse(JSON.stringify(document)) as ContractDocument;
}
