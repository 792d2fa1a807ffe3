import { z } from "zod";

import type { Principal } from "#agent";
import type { Clock, Role, SlackConfig } from "#core";

import type { CallSlack } from "./call-slack.ts";

/** Why a member may not ask. unavailable: Slack does not say who it is at the moment. */
export type Stranger = { readonly principal: null; readonly reason: "no-role" | "app" | "unavailable" };

/** A member of the workspace who may ask, or why not. */
export type Member = { readonly principal: Principal } | Stranger;

/** Who asks, by the id that Slack vouches for. */
export type FindMember = (userId: string, signal?: AbortSignal) => Promise<Member>;

/** Who left, or changed address, is taken for who they were for so long. */
const keptMs = 5 * 60_000;
const mostKept = 5_000;

const userReply = z.object({
  user: z.object({
    id: z.string(),
    team_id: z.string().nullish(),
    deleted: z.boolean().nullish(),
    is_bot: z.boolean().nullish(),
    /** Guests, of several channels or of one. */
    is_restricted: z.boolean().nullish(),
    is_ultra_restricted: z.boolean().nullish(),
    /** Somebody of another company, in a shared channel. */
    is_stranger: z.boolean().nullish(),
    is_email_confirmed: z.boolean().nullish(),
    profile: z.object({ email: z.string().nullish() }).nullish(),
  }),
});
type SlackUser = z.infer<typeof userReply>["user"];

/**
 * Gives each member the role that the settings name: by id, by the address that Slack has confirmed, or by its domain;
 * full members that are not named get the default role, where there is one. Somebody of another workspace and a guest
 * get a role by their own id or address only. Looks at Slack once in five minutes for each.
 */
export function createFindMember(
  config: Pick<SlackConfig, "roles" | "defaultRole">,
  deps: { readonly call: CallSlack; readonly teamId: () => string; readonly clock: Clock },
): FindMember {
  const { call, teamId, clock } = deps;
  const kept = new Map<string, { readonly member: Member; readonly untilMs: number }>();
  return async (userId, signal) => {
    const known = kept.get(userId);
    if (known && known.untilMs > clock.monotonicMs()) return known.member;
    const reply = await call("users.info", { user: userId }, signal);
    const parsed = reply.ok ? userReply.safeParse(reply.value) : null;
    if (!parsed?.success) {
      const isKnownToNobody = !reply.ok && reply.error === "user_not_found";
      return { principal: null, reason: isKnownToNobody ? "no-role" : "unavailable" };
    }
    const member = memberOf(parsed.data.user, config, teamId());
    kept.delete(userId);
    kept.set(userId, { member, untilMs: clock.monotonicMs() + keptMs });
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return member;
  };
}

function memberOf(user: SlackUser, config: Pick<SlackConfig, "roles" | "defaultRole">, ownTeam: string): Member {
  if (user.is_bot === true) return { principal: null, reason: "app" };
  const role = user.deleted === true ? null : roleOf(user, config, ownTeam);
  return role === null
    ? { principal: null, reason: "no-role" }
    : { principal: { id: memberPrincipalId(user.team_id ?? ownTeam, user.id), role } };
}

/** The person's id in audit and store. No id of a key, of the issuer's people or of this machine begins so. */
export function memberPrincipalId(teamId: string, userId: string): string {
  return `slack:${teamId}:${userId}`;
}

function roleOf(
  user: SlackUser,
  { roles, defaultRole }: Pick<SlackConfig, "roles" | "defaultRole">,
  ownTeam: string,
): Role | null {
  const isForeign = user.is_stranger === true || (user.team_id ?? ownTeam) !== ownTeam;
  const isGuest = user.is_restricted === true || user.is_ultra_restricted === true;
  const isFull = !isForeign && !isGuest;
  // Another workspace says what it likes of its people's addresses.
  const isAddressKnown = !isForeign && user.is_email_confirmed !== false;
  const email = isAddressKnown ? (user.profile?.email ?? "").toLowerCase() : "";
  const domain = isFull && email.includes("@") ? email.slice(email.lastIndexOf("@")) : "";
  const named = roles.find(({ who }) => who === user.id || (email !== "" && who === email) || who === domain);
  return named?.role ?? (isFull ? defaultRole : null);
}
