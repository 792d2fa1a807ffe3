import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/**
 * What is wrong and where, in words. Of a thing that may have several forms the form is taken that was likely meant: the
 * one in which the fault lies deepest, then that with the fewest faults.
 */
export function tellIssue(issue: Issue): string {
  return deepest(issue)
    .map(({ path, message }) => `${path.join(".")}: ${message}`)
    .join(", ");
}

function deepest(issue: Issue): readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
  const forms = issue.errors.map((issues) =>
    issues.flatMap(deepest).map(({ path, message }) => ({ path: [...issue.path, ...path], message })),
  );
  const depthOf = (form: (typeof forms)[number]) => Math.max(0, ...form.map(({ path }) => path.length));
  const [meant = [issue]] = forms.toSorted((a, b) => depthOf(b) - depthOf(a) || a.length - b.length);
  return meant;
}
