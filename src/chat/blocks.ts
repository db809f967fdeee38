import { blocksMax } from "../limits.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Blocks } from "../ports/blocks.ts";
import type { Clock } from "../ports/clock.ts";
import type { Rooms } from "../ports/rooms.ts";
import type { Id } from "../protocol/id.ts";
import type { BlockView } from "../protocol/direct.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import { directName } from "./direct.ts";
import type { LiveRooms } from "./live_rooms.ts";
import type { TellOwn } from "./own_signal.ts";

/** Whom a user does not want to hear from. What was so already changes nothing. */
export interface BlockActions {
  /** No direct messages any more, from the next one on. Throws `not_found`, `invalid` for oneself, `limit_reached`. */
  block(actor: Principal, user: Id): Promise<void>;
  unblock(actor: Principal, user: Id): Promise<void>;
  /** The latest first. */
  list(actor: Principal): Promise<readonly BlockView[]>;
}

export interface BlockDeps {
  readonly blocks: Blocks;
  readonly accounts: Pick<Accounts, "byId" | "byIds">;
  readonly rooms: Pick<Rooms, "byName">;
  readonly live: Pick<LiveRooms, "room">;
  readonly clock: Pick<Clock, "now">;
  readonly tellOwn: TellOwn;
}

export function createBlockActions({ blocks, accounts, rooms, live, clock, tellOwn }: BlockDeps): BlockActions {
  /** Said in the log of their conversation too, if there is one: there it is judged, at its place. */
  async function tell(actor: Principal, user: Id, blocked: boolean): Promise<void> {
    tellOwn(actor.id, "blocks");
    const room = await rooms.byName(directName([actor.id, user]));
    if (room !== undefined) await live.room(room.id).submit(actor, { kind: "block", target: user, blocked });
  }

  return {
    async block(actor, user) {
      if (user === actor.id) throw new ParleyError("invalid", "Nobody blocks themselves");
      if (await accounts.byId(user) === undefined) throw new ParleyError("not_found", "There is no such user");
      const known = await blocks.of(actor.id, blocksMax);
      // Who is blocked already is so again: the conversation may not know of it yet.
      if (known.length >= blocksMax && !known.some((block) => block.user === user)) {
        throw new ParleyError("limit_reached");
      }
      await blocks.put(actor.id, { user, at: new Date(clock.now()).toISOString() });
      await tell(actor, user, true);
    },
    async unblock(actor, user) {
      await blocks.remove(actor.id, user);
      await tell(actor, user, false);
    },
    async list(actor) {
      const found = await blocks.of(actor.id, blocksMax);
      const names = new Map(
        (await accounts.byIds(found.map(({ user }) => user))).map(({ id, username }) => [id, username]),
      );
      return found.map(({ user, at }) => ({ user: { id: user, username: names.get(user) ?? "" }, at }));
    },
  };
}
