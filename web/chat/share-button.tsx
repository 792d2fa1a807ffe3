import { pathOf } from "../app/router.ts";
import { Icon } from "../ui/icon.tsx";
import { useCopy } from "../ui/use-copy.ts";

/** Copies a link to an answer. Whoever opens it sees what their own rights let them see. */
export function ShareButton({ answerId }: { readonly answerId: string }) {
  const { copied, copy } = useCopy();
  return (
    <button
      type="button"
      class="ghost"
      aria-label={copied ? "Link copied" : "Share"}
      title="Copy a link; whoever opens it needs the rights for what it shows"
      onClick={() => copy(location.origin + pathOf({ page: "shared", share: answerId }))}
    >
      <Icon name={copied ? "check" : "share"} />
      <span>{copied ? "Link copied" : "Share"}</span>
    </button>
  );
}
