import { AppError } from "#core";

/** A refusal of the guard: `detail` names the part of the query, `hint` says how to mend it. Read by a language model. */
export function refuse(detail: string, hint: string): AppError {
  return new AppError("SQL_REFUSED", { detail, hint });
}

/** A refusal for the sake of privacy. */
export function refuseForPrivacy(detail: string, hint: string): AppError {
  return new AppError("PRIVACY_REFUSED", { detail, hint });
}
