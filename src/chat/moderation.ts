import type { Accounts } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { Member, Members } from "../ports/members.ts";
import type { Role, Sanction, UserRef } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import type { NewSanction, SanctionView } from "../protocol/moderation.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type { MemberView, OneMember } from "../protocol/room.ts";
import type { LiveRooms } from "./live_rooms.ts";
import { requireAdministrator, requireReader } from "./permission.ts";
import { hasRight } from "./rights.ts";
import { memberView, type Online } from "./room_entity.ts";
import type { RoomView } from "./room_view.ts";
import { isActive, waitMs } from "./voice.ts";

/**
 * What is done to the people of a room, for any door. Everything is an event of the room's log, judged there: it throws
 * `not_found` for rooms the actor may not know of and users that do not exist, and `forbidden` without the right or the rank.
 * What is so already changes nothing.
 */
export interface ModerationActions {
  /** Of a member, and what keeps them from writing: to themselves and to who may mute. For members: `not_member`. */
  member(actor: Principal, room: Id, user: Id): Promise<OneMember>;
  setRole(actor: Principal, room: Id, user: Id, role: Exclude<Role, "owner">): Promise<MemberView>;
  /** Hands the room on; its owner is an administrator from then on. */
  transfer(actor: Principal, room: Id, user: Id): Promise<MemberView>;
  /** Also of somebody who is no member. Ends a membership, at that very event. */
  ban(actor: Principal, room: Id, user: Id, sanction: NewSanction): Promise<void>;
  mute(actor: Principal, room: Id, user: Id, sanction: NewSanction): Promise<void>;
  lift(actor: Principal, room: Id, user: Id, kind: "ban" | "mute"): Promise<void>;
  /** Those that hold, newest first. */
  sanctions(
    actor: Principal,
    room: Id,
    kind: "ban" | "mute",
    page: { readonly limit: number; readonly before?: number },
  ): Promise<readonly SanctionView[]>;
}

export interface ModerationDeps {
  readonly live: Pick<LiveRooms, "room">;
  readonly accounts: Pick<Accounts, "byId">;
  readonly members: Pick<Members, "sanctions" | "lookup">;
  readonly clock: Pick<Clock, "now">;
  readonly online: (room: Id) => Online;
}

export function createModerationActions(deps: ModerationDeps): ModerationActions {
  const { live, members, clock, online } = deps;

  async function impose(
    actor: Principal,
    room: Id,
    user: Id,
    kind: "ban" | "mute",
    { seconds, reason }: NewSanction,
  ): Promise<void> {
    const member = await memberNow(room, user, (state) => requireAdministrator(state, actor.id, kind), actor.id);
    const target = member === undefined ? await known(user) : { id: user, username: member.username };
    const more = { ...(seconds === undefined ? {} : { seconds }), ...(reason === undefined ? {} : { reason }) };
    await live.room(room).submit(actor, { kind, target, ...more });
  }

  /** Who is no member is known by an account, or by what was imposed before. */
  async function known(user: Id): Promise<UserRef> {
    const account = await deps.accounts.byId(user);
    if (account === undefined) throw new ParleyError("not_found", "There is no such user");
    return { id: user, username: account.username };
  }

  function memberNow(
    room: Id,
    user: Id,
    check: (state: Parameters<typeof requireAdministrator>[0]) => void,
    actor: Id,
  ): Promise<Member | undefined> {
    return live.room(room).consult([actor, user], (state) => {
      check(state);
      return state.member(user);
    });
  }

  async function shown(room: Id, user: Id): Promise<MemberView> {
    const member = await live.room(room).consult([user], (state) => state.member(user));
    if (member === undefined) throw new ParleyError("not_found", "The user has left the room");
    return memberView(member, online(room));
  }

  return {
    member: (actor, room, user) =>
      live.room(room).consult([actor.id, user], (state) => {
        return oneMember(state, actor.id, user, new Date(clock.now()).toISOString(), online(room));
      }),
    async setRole(actor, room, user, role) {
      await live.room(room).submit(actor, { kind: "role", target: user, role });
      return await shown(room, user);
    },
    async transfer(actor, room, user) {
      await live.room(room).submit(actor, { kind: "transfer", target: user });
      return await shown(room, user);
    },
    ban: (actor, room, user, sanction) => impose(actor, room, user, "ban", sanction),
    mute: (actor, room, user, sanction) => impose(actor, room, user, "mute", sanction),
    async lift(actor, room, user, kind) {
      await live.room(room).submit(actor, { kind: kind === "ban" ? "unban" : "unmute", target: user });
    },
    async sanctions(actor, room, kind, page) {
      await live.room(room).consult([actor.id], (state) => requireAdministrator(state, actor.id, kind));
      const now = new Date(clock.now()).toISOString();
      const found = await members.sanctions(room, kind, { now, ...page });
      // As with members: what was read is shown only to who has the right after it, too.
      await live.room(room).consult([actor.id], (state) => requireAdministrator(state, actor.id, kind));
      return found.map(({ seq, sanction }) => ({ ...sanction, seq }));
    },
  };
}

function oneMember(view: RoomView, actor: Id, user: Id, at: string, online: Online): OneMember {
  requireReader(view, actor);
  const member = view.member(user);
  if (member === undefined) throw new ParleyError("not_found", "The user is not a member of the room");
  const shown = memberView(member, online);
  if (user !== actor && !hasRight(view, actor, "mute")) return shown;
  const { mute } = view.conduct(user);
  const wait = waitMs(view, user, at);
  return {
    ...shown,
    ...(isActive(mute, at) ? { muted: termsOf(mute) } : {}),
    ...(wait === 0 ? {} : { wait_ms: wait }),
  };
}

function termsOf({ until, reason }: Sanction): OneMember["muted"] & object {
  return { ...(until === undefined ? {} : { until }), ...(reason === undefined ? {} : { reason }) };
}
