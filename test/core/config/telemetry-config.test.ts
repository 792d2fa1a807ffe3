import { describe, expect, it } from "vitest";

import { loadConfig } from "#core";

const tracesOf = (env: Readonly<Record<string, string>>) => loadConfig(env, "/srv").telemetry.traces;
const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318/" };

describe("settings of traces", () => {
  it("make none without an endpoint, or where the SDK is disabled", () => {
    expect(tracesOf({ OTEL_SERVICE_NAME: "x" })).toBeNull();
    expect(tracesOf({ ...endpoint, OTEL_SDK_DISABLED: "true" })).toBeNull();
  });

  it("add the path of traces to the endpoint of all signals, and take the one of traces as it is", () => {
    expect(tracesOf(endpoint)?.url).toBe("http://127.0.0.1:4318/v1/traces");
    const own = { ...endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://collector.example.org/in" };
    expect(tracesOf(own)?.url).toBe("https://collector.example.org/in");
  });

  it("are read as OpenTelemetry writes them", () => {
    const env = {
      ...endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Basic%20abc, x-tenant = a",
      OTEL_EXPORTER_OTLP_TIMEOUT: "2500",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=staging,service.name=other",
      OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
      OTEL_TRACES_SAMPLER_ARG: "0.25",
    };
    expect(tracesOf(env)).toEqual({
      url: "http://127.0.0.1:4318/v1/traces",
      headers: { authorization: "Basic abc", "x-tenant": "a" },
      timeoutMs: 2_500,
      serviceName: "other",
      resource: { "deployment.environment.name": "staging", "service.name": "other" },
      sampler: "parentbased_traceidratio",
      samplerRatio: 0.25,
    });
    expect(tracesOf({ ...env, OTEL_SERVICE_NAME: "mine" })?.serviceName).toBe("mine");
    expect(tracesOf(endpoint)?.serviceName).toBe("reckoner");
  });

  it.each([
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317"],
    ["OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "no pair"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "a=%zz"],
    ["OTEL_EXPORTER_OTLP_TIMEOUT", "0"],
    ["OTEL_TRACES_SAMPLER", "sometimes"],
    ["OTEL_TRACES_SAMPLER_ARG", "1.5"],
  ])("refuse %s=%s by its name", (name, value) => {
    expect(() => loadConfig({ [name]: value }, "/srv")).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
    expect(() => loadConfig({ [name]: value }, "/srv")).toThrow(
      expect.objectContaining({ detail: expect.stringContaining(name) }),
    );
  });
});
