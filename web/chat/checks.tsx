import type { Answer } from "../contract/routes.d.ts";
import { Icon } from "../ui/icon.tsx";

/** What the checks found, and what the reader should keep in mind. */
export function Checks({ answer: { verification, caveats } }: { readonly answer: Answer }) {
  const { numbers, names, untraced, repaired } = verification;
  return (
    <ul class="checks" aria-label="Checks on this answer">
      {untraced === 0 ? (
        <Check icon="check" kind="ok" text={tracedText(numbers, names)} />
      ) : (
        <Check
          icon="warning"
          kind="warn"
          text={`${untraced} of ${numbers + names} figures and names could not be traced to a result; they are marked`}
        />
      )}
      {repaired && <Check icon="info" kind="info" text="The model was asked once to mend its text" />}
      {caveats.map(({ kind, text }) => (
        <Check
          key={text}
          icon={kind === "not-causal" || kind === "simulated" ? "info" : "warning"}
          kind={kind === "not-causal" || kind === "simulated" ? "info" : "warn"}
          text={text}
        />
      ))}
    </ul>
  );
}

function tracedText(numbers: number, names: number): string {
  if (numbers + names === 0) return "No figure in the text needed a check";
  if (numbers === 0) return "Every name in the text stands in the results";
  return numbers === 1
    ? "The number in the text matches the results"
    : `All ${numbers} numbers in the text match the results`;
}

function Check({
  icon,
  kind,
  text,
}: {
  readonly icon: "check" | "warning" | "info";
  readonly kind: string;
  readonly text: string;
}) {
  return (
    <li class={kind}>
      <Icon name={icon} />
      <span>{text}</span>
    </li>
  );
}
