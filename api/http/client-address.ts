import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";

/** Groups of an IPv6 address that name a network; one household or host has all the rest to itself. */
const networkGroups = 4;

/**
 * The address of who sends the request, an IPv6 one by its network; null where it cannot be said. X-Forwarded-For
 * counts as far as `trustedProxies` proxies of ours wrote it: what stands left of that, the client may have made up.
 */
export function clientAddress(context: Context, trustedProxies: number): string | null {
  const direct = isServed(context) ? (getConnInfo(context).remote.address ?? null) : null;
  if (trustedProxies === 0) return networkOf(direct);
  const told = (context.req.header("x-forwarded-for") ?? "").split(",").map((one) => one.trim());
  return networkOf(told.at(-trustedProxies) || direct);
}

/** Whether a server on Node passes its connection along; a test may call the app without one. */
function isServed({ env }: Context): boolean {
  return typeof env === "object" && env !== null && "incoming" in env;
}

function networkOf(address: string | null): string | null {
  const plain = address?.replace(/^::ffff:(?=\d+\.)/i, "").replace(/^\[(.*)\](:\d+)?$/, "$1");
  if (plain === undefined || !plain.includes(":")) return plain ?? null;
  const [head = "", tail = ""] = plain.split("::", 2);
  const left = head === "" ? [] : head.split(":");
  const right = tail === "" ? [] : tail.split(":");
  const zeros = plain.includes("::")
    ? Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0")
    : [];
  return `${[...left, ...zeros, ...right].slice(0, networkGroups).join(":")}::/64`;
}
