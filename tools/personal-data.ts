import type { Role } from "#core";

export type PersonalDataKind = "email" | "phone" | "ssn" | "card" | "address" | "ip" | "customer-id";

/** Personal data in a text, by place; the text itself is not repeated. */
export type PersonalDataFinding = { readonly kind: PersonalDataKind; readonly start: number; readonly end: number };

const patterns: readonly (readonly [PersonalDataKind, RegExp])[] = [
  ["email", /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ["ssn", /(?<![\d.,-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g],
  ["card", /(?<![\d.,])\d(?:[ -]?\d){12,18}(?![\d])/g],
  // A country code begins with no 0, and dots part all groups or none: "+0.00794 (95 %" is a number and its interval.
  ["phone", /(?<![\w.,])\+[1-9]\d{0,2}(?:(?:[ -]?\(?\d{1,4}\)?){2,5}|(?:\.\d{2,4}){3,5})(?![\w.])/g],
  ["phone", /(?<![\w.,-])(?:1[ .-])?(?:\(\d{3}\)\s?\d{3}[ .-]|\d{3}[.-]\d{3}[.-])\d{4}(?![\w-]|[.,]\d)/g],
  ["ip", /(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)/g],
  [
    "address",
    /\b\d{1,5}\s+(?:[A-Z][a-z]+\s+){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Court|Ct)\b/g,
  ],
];

/**
 * Personal data in a text: e-mail, telephone, social security and card numbers (with Luhn's check digit), IP and
 * street addresses. Customers' ids, told by the domain's pattern, count for a viewer only; without rights they are not
 * looked for.
 */
export function checkPersonalData(
  text: string,
  rights: { readonly role: Role; readonly idPattern: string } | null,
): PersonalDataFinding[] {
  const found: PersonalDataFinding[] = [];
  const all =
    rights?.role === "viewer" ? [...patterns, ["customer-id", idExpression(rights.idPattern)] as const] : patterns;
  for (const [kind, pattern] of all) {
    for (const match of text.matchAll(pattern)) {
      const finding = { kind, start: match.index, end: match.index + match[0].length };
      if (found.some((other) => finding.start < other.end && finding.end > other.start)) continue;
      if (isPlausible(kind, match[0])) found.push(finding);
    }
  }
  return found.sort((left, right) => left.start - right.start);
}

/** The text with each finding replaced by its kind in brackets. */
export function maskPersonalData(text: string, findings: readonly PersonalDataFinding[]): string {
  let masked = "";
  let from = 0;
  for (const finding of findings) {
    masked += `${text.slice(from, finding.start)}[${finding.kind} withheld]`;
    from = finding.end;
  }
  return masked + text.slice(from);
}

function isPlausible(kind: PersonalDataKind, text: string): boolean {
  const digits = text.replaceAll(/\D/g, "");
  if (kind === "card") return passesLuhn(digits);
  return kind !== "phone" || (digits.length >= 8 && digits.length <= 15);
}

/** Luhn's check of a card number (ISO/IEC 7812-1, annex B). */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let position = 0; position < digits.length; position++) {
    const digit = Number(digits.charAt(digits.length - 1 - position));
    const weighted = position % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0 && /[1-9]/.test(digits);
}

/** A pattern for a whole id as one that finds it within a text. */
function idExpression(pattern: string): RegExp {
  const inner = pattern.replace(/^\^/, "").replace(/\$$/, "");
  return new RegExp(`(?<![\\w-])(?:${inner})(?![\\w])`, "g");
}
