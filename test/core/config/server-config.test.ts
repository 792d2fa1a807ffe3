import { describe, expect, it } from "vitest";

import { isAppError, isLoopback, loadConfig } from "#core";

const load = (env: Readonly<Record<string, string>>) => loadConfig(env, "/srv");
function faultsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    load(env);
  } catch (error) {
    if (isAppError(error, "CONFIG_INVALID")) return error.detail.split("; ");
    throw error;
  }
  return [];
}

const oidc = {
  RECKONER_SIGN_IN: "oidc",
  OIDC_ISSUER: "https://issuer.example.org/realm",
  OIDC_AUDIENCE: "api, other",
  OIDC_ROLES: "steward=data protection; analyst=cn=sales,ou=de=x",
};

describe("the settings of sign-in", () => {
  it("read an issuer, its audiences, and which group gives which role, in the order given", () => {
    expect(load(oidc).signIn).toEqual({
      kind: "oidc",
      sessionMs: 28_800_000,
      oidc: {
        issuer: "https://issuer.example.org/realm",
        audiences: ["api", "other"],
        algorithms: ["RS256", "ES256"],
        roleClaim: "groups",
        groupRoles: [
          { role: "steward", group: "data protection" },
          { role: "analyst", group: "cn=sales,ou=de=x" },
        ],
        defaultRole: null,
        clockSkewSeconds: 30,
        client: null,
      },
    });
    const browser = {
      ...oidc,
      OIDC_AUDIENCE: "",
      OIDC_CLIENT_ID: "page",
      RECKONER_PUBLIC_URL: "https://reckoner.example.org/",
    };
    expect(load(browser)).toMatchObject({
      server: { publicUrl: "https://reckoner.example.org" },
      signIn: { oidc: { audiences: ["page"], client: { id: "page", secret: null, scopes: "openid profile" } } },
    });
  });

  it("say all that is missing", () => {
    expect(faultsOf({ RECKONER_SIGN_IN: "oidc", RECKONER_HOST: "0.0.0.0" })).toEqual([
      "RECKONER_PUBLIC_URL is needed when others can reach the server",
      "OIDC_ISSUER is needed when RECKONER_SIGN_IN is oidc",
      "OIDC_AUDIENCE is needed when RECKONER_SIGN_IN is oidc",
      "OIDC_ROLES is needed when RECKONER_SIGN_IN is oidc",
    ]);
    expect(faultsOf({ ...oidc, OIDC_CLIENT_ID: "page" })).toEqual([
      "RECKONER_PUBLIC_URL is needed when OIDC_CLIENT_ID is set",
    ]);
    expect(faultsOf({ RECKONER_SIGN_IN: "keys" })).toEqual([]);
  });

  it.each([
    ["OIDC_ISSUER", "http://issuer.example.org"],
    ["OIDC_ISSUER", "https://issuer.example.org/?a=b"],
    ["RECKONER_PUBLIC_URL", "http://reckoner.example.org"],
    ["RECKONER_PUBLIC_URL", "https://reckoner.example.org/path"],
    ["RECKONER_CORS_ORIGINS", "https://a.example.org,*"],
    ["RECKONER_CORS_ORIGINS", "null"],
    ["OIDC_ALGORITHMS", "RS256,none"],
    ["OIDC_ALGORITHMS", "HS256"],
    ["OIDC_ROLES", "king=all"],
    ["OIDC_ROLES", "analyst"],
    ["RECKONER_METRICS_TOKEN", "short"],
  ])("refuse %s=%s", (name, value) => {
    expect(faultsOf({ ...oidc, [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name}`))]);
  });

  it("hold each person to a rate where people sign in", () => {
    expect(load({ RECKONER_SIGN_IN: "keys", RECKONER_TURNS_OF_PERSON: "2" }).rates).toEqual({
      requestsPerMinuteOfPerson: 600,
      requestsPerMinuteOfAddress: 1_200,
      turnsAtOnceOfPerson: 2,
      turnsAtOnce: 100,
    });
  });
});

it("knows the names of this machine from others that look like them", () => {
  const names = ["127.0.0.1", "127.9.9.9", "localhost", "::1", "127.0.0.1.example.org", "0.0.0.0", "::", "localhost.x"];
  expect(names.filter(isLoopback)).toEqual(["127.0.0.1", "127.9.9.9", "localhost", "::1"]);
});
