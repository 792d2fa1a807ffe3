import type { JWTPayload } from "jose";

import type { Principal } from "#agent";
import { AppError, type OidcConfig } from "#core";

/** Characters of a name that are shown. */
const longestName = 80;
const longestSubject = 255;

/** Who a verified token speaks of. Throws `RIGHT_MISSING` where no group gives a role, and there is none for the rest. */
export function personOfClaims(
  claims: JWTPayload,
  oidc: Pick<OidcConfig, "roleClaim" | "groupRoles" | "defaultRole">,
): { readonly principal: Principal; readonly name: string | null } {
  const groups = groupsOf(claims, oidc.roleClaim);
  const role = oidc.groupRoles.find(({ group }) => groups.includes(group))?.role ?? oidc.defaultRole;
  if (role === null) {
    throw new AppError("RIGHT_MISSING", {
      detail: "You are known, but none of your groups gives you a role here.",
      hint: "Ask whoever runs this server to add you to a group; OIDC_ROLES says which give a role.",
    });
  }
  // No id of a key or of the person at this machine begins so.
  return { principal: { id: `user:${subjectOf(claims)}`, role }, name: nameOf(claims) };
}

function subjectOf({ sub }: JWTPayload): string {
  if (typeof sub === "string" && sub !== "" && sub.length <= longestSubject) return sub;
  throw new AppError("SIGN_IN_REQUIRED", {
    detail: "The token does not say whom it speaks of.",
    hint: "Get a token of a person or a client with a subject.",
  });
}

/** The claim of this name, or, where there is none, the one that the name's parts lead to; as texts. */
function groupsOf(claims: JWTPayload, name: string): readonly string[] {
  const direct = ownValue(claims, name);
  const value = direct ?? name.split(".").reduce<unknown>(ownValue, claims);
  return [value].flat().filter((one) => typeof one === "string");
}

function ownValue(holder: unknown, name: string): unknown {
  return typeof holder === "object" && holder !== null && Object.hasOwn(holder, name)
    ? Object.entries(holder).find(([key]) => key === name)?.[1]
    : undefined;
}

function nameOf({ name, preferred_username: username, email }: JWTPayload): string | null {
  const found = [name, username, email].find((one) => typeof one === "string" && one.trim() !== "");
  return typeof found === "string"
    ? found
        .replaceAll(/[\p{Cc}\p{Cs}\s]+/gu, " ")
        .trim()
        .slice(0, longestName)
    : null;
}
