import { visitorTokenSecondsMax } from "../limits.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Channel, Channels } from "../ports/channels.ts";
import type { Clock } from "../ports/clock.ts";
import type { Visitor } from "../protocol/embed.ts";
import type { UserRef } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import { channelOf, readVouching, secretOf, visitorId, visitorName } from "./channel_secret.ts";
import { founder, noChannel } from "./channels.ts";
import type { LiveRooms } from "./live_rooms.ts";
import { ownerOf } from "./rights.ts";
import type { RoomActions } from "./room_actions.ts";
import type { TokenAuthority } from "./token_authority.ts";

/** How users of another product come in. */
export interface VisitorActions {
  /**
   * Takes a token that a channel's secret has signed; makes its user a member of the channel's room (of a `support` one: of
   * an own room, with the team) and answers a token of this server.
   *
   * @param origin Of the page that asks; absent: no page does.
   * @throws ParleyError `unauthorized`, `not_found` for no channel, `origin_refused`, `overloaded`.
   */
  visit(token: string, origin: string | undefined): Promise<Visitor>;
}

export interface VisitorActionsDeps {
  readonly channels: Pick<Channels, "byId" | "roomOf" | "claim">;
  readonly accounts: Pick<Accounts, "byId" | "byIds" | "byUsername">;
  readonly tokens: Pick<TokenAuthority, "mint">;
  readonly rooms: Pick<RoomActions, "create" | "get" | "remove">;
  readonly live: LiveRooms;
  readonly key: Uint8Array;
  readonly clock: Clock;
}

/** A room's name ends with so much of its visitor's id: others of the same name have other rooms. */
const nameTailChars = 8;
const roomNameChars = 64;

export function createVisitorActions(deps: VisitorActionsDeps): VisitorActions {
  const { channels, accounts, tokens, rooms, live, key, clock } = deps;

  /** The room of this visitor alone; made when he first comes. */
  async function ownRoom(channel: Channel, visitor: UserRef): Promise<Id> {
    const known = await channels.roomOf(channel.id, visitor.id);
    if (known !== undefined) return known;
    const leader = await founder(accounts, channel.team[0]!);
    const tail = ` #${visitor.id.slice(0, nameTailChars)}`;
    const name = `${channel.name}: ${visitor.username}`.slice(0, roomNameChars - tail.length).trim().toWellFormed() +
      tail;
    const made = await rooms.create(leader, { name, is_private: true }).catch((error: unknown) => {
      // He comes from two pages at once, and the other one was faster.
      if (error instanceof ParleyError && error.code === "name_taken") return undefined;
      throw error;
    });
    if (made === undefined) {
      const other = await channels.roomOf(channel.id, visitor.id);
      if (other === undefined) throw new ParleyError("overloaded", undefined, { retryAfterMs: 1_000 });
      return other;
    }
    const claimed = await channels.claim(channel.id, visitor.id, made.id);
    if (claimed !== made.id) await rooms.remove(leader, made.id);
    return claimed;
  }

  /** By its owner, whoever leads the channel today. Who is in it already stays as he is: nothing is written for him. */
  async function gather(room: Id, team: readonly Id[], visitor: UserRef): Promise<void> {
    const ownerId = await live.room(room).consult([visitor.id], (state) => ownerOf(state) ?? state.creatorId);
    const owner = await founder(accounts, ownerId);
    for (const { id, username } of await accounts.byIds(team.filter((id) => id !== owner.id))) {
      await live.room(room).submit(owner, { kind: "add", target: { id, username } });
    }
    await live.room(room).submit(visitor, { kind: "join", invitedBy: owner.id });
  }

  return {
    async visit(token, origin) {
      const channel = await channels.byId(channelOf(token));
      if (channel === undefined) throw noChannel();
      const vouched = await readVouching(token, secretOf(channel, key), clock.now());
      if (origin !== undefined && !channel.origins.includes(origin)) throw new ParleyError("origin_refused");
      const id = visitorId(channel.id, vouched.subject);
      const plain = visitorName(vouched.name, id, false);
      const taken = await accounts.byUsername(plain) !== undefined;
      const user = { id, username: taken ? visitorName(vouched.name, id, true) : plain, guest: true as const };
      const room = channel.room ?? await ownRoom(channel, user);
      await gather(room, channel.kind === "support" ? channel.team : [], user);
      const seconds = Math.min(visitorTokenSecondsMax, Math.ceil((vouched.expiresAt - clock.now()) / 1_000));
      const { name, kind } = channel;
      const principal: Principal = { ...user, tokenKey: "", expiresAt: 0 };
      return {
        token: await tokens.mint(user, Math.max(1, seconds)),
        expires_at: new Date(clock.now() + Math.max(1, seconds) * 1_000).toISOString(),
        user,
        channel: { id: channel.id, name, kind },
        room: await rooms.get(principal, room),
      };
    },
  };
}
