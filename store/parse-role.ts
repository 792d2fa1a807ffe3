import { AppError, roles, type Role } from "#core";

/** A role as it is kept. Throws `INTERNAL` for one that this version does not know: nobody may be given rights by guess. */
export function parseRole(text: string): Role {
  const role = roles.find((one) => one === text);
  if (role !== undefined) return role;
  throw new AppError("INTERNAL", {
    detail: "What is kept names a role that this version does not know.",
    hint: "Start the version that wrote it, or sign in again, or make a new key.",
  });
}
