import { createHash } from "node:crypto";
import { directMembersMax } from "../limits.ts";
import type { Account, Accounts } from "../ports/accounts.ts";
import type { Blocks } from "../ports/blocks.ts";
import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { NewRoom, Rooms } from "../ports/rooms.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type { Room } from "../protocol/room.ts";
import { firstEntries } from "./first_entries.ts";
import type { LiveRooms } from "./live_rooms.ts";
import type { TellOwn } from "./own_signal.ts";
import { newEpoch } from "./rooms.ts";
import type { RoomActions } from "./room_actions.ts";

/** Conversations: of two people, or of some. */
export interface DirectActions {
  /**
   * The conversation of the actor and these people, made if there is none: the same for whoever of them asks, however many at
   * once. Throws `invalid`, `not_found` for users that do not exist, `forbidden` for guests, and for whom one of them does not
   * want to hear from.
   */
  open(actor: Principal, users: readonly Id[]): Promise<Room>;
}

export interface DirectDeps {
  readonly rooms: Pick<Rooms, "byName" | "create">;
  readonly accounts: Pick<Accounts, "byIds">;
  readonly blocks: Pick<Blocks, "blockersOf">;
  readonly live: Pick<LiveRooms, "room">;
  readonly actions: Pick<RoomActions, "get">;
  readonly clock: Pick<Clock, "now">;
  readonly random: Random;
  readonly nextId: () => Id;
  readonly tellOwn: TellOwn;
}

/** Where the digits of a name begin: characters of private use, that nobody looks for. */
const firstDigit = 0xe000;
/** What names of conversations begin with, and no name that somebody gives may hold. */
export const directMark = "\n";

/**
 * The name under which the conversation of these people is in the register, whose names are unique: that is what makes it one.
 * It begins with {@link directMark}.
 */
export function directName(people: readonly Id[]): string {
  const digest = createHash("sha256").update([...new Set(people)].sort().join(" ")).digest("hex").slice(0, 32);
  return `${directMark}${
    Array.from(digest, (digit) => String.fromCharCode(firstDigit + parseInt(digit, 16))).join("")
  }`;
}

export function createDirectActions(deps: DirectDeps): DirectActions {
  const { rooms, live, actions, clock, random, nextId } = deps;

  async function make(actor: Principal, others: readonly Account[]): Promise<Id> {
    const now = clock.now();
    const participants = [actor.id, ...others.map(({ id }) => id)].sort();
    const name = directName(participants);
    const room: NewRoom = {
      id: nextId(),
      name,
      description: "",
      creatorId: actor.id,
      isPrivate: true,
      createdAt: new Date(now).toISOString(),
      epoch: newEpoch(random),
      policy: { participants },
    };
    const entries = firstEntries(room, [actor, ...others], nextId, now);
    if (await rooms.create(room, entries) === "ok") {
      for (const person of participants) deps.tellOwn(person, "rooms", room.id);
      return room.id;
    }
    // Somebody was faster. Conversations are not deleted, so it is there.
    const made = await rooms.byName(name);
    if (made === undefined) throw new ParleyError("overloaded", undefined, { retryAfterMs: 1_000 });
    return made.id;
  }

  return {
    async open(actor, users) {
      if (actor.guest) throw new ParleyError("forbidden", "Conversations need an account");
      const wanted = [...new Set(users)].filter((id) => id !== actor.id);
      if (wanted.length === 0 || wanted.length >= directMembersMax) {
        throw new ParleyError("invalid", `user_ids: Expected 1 to ${directMembersMax - 1} other people`);
      }
      const others = (await deps.accounts.byIds(wanted)).filter(({ disabled }) => disabled !== true);
      if (others.length < wanted.length) throw new ParleyError("not_found", "There is no such user");
      await requireWelcome(deps.blocks, actor.id, wanted);
      const known = await rooms.byName(directName([actor.id, ...wanted]));
      const room = known?.id ?? await make(actor, others);
      // Who has left one of several comes back.
      await live.room(room).submit(actor, { kind: "join" });
      if (wanted.length === 1) await settleBlock(actor, others[0]!, room);
      return await actions.get(actor, room);
    },
  };

  /**
   * Whoever blocks somebody says so first and then looks for their conversation; this made it first and then looks for
   * blocks: one of the two finds the other.
   */
  async function settleBlock(actor: Principal, other: Account, room: Id): Promise<void> {
    const blockers = await deps.blocks.blockersOf(actor.id, [other.id]);
    if (blockers.length === 0) return;
    await live.room(room).submit(other, { kind: "block", target: actor.id, blocked: true });
    throw unwelcome();
  }
}

async function requireWelcome(blocks: Pick<Blocks, "blockersOf">, actor: Id, others: readonly Id[]): Promise<void> {
  if ((await blocks.blockersOf(actor, others)).length > 0) throw unwelcome();
}

/** Of whose doing it is, nothing is said. */
function unwelcome(): ParleyError {
  return new ParleyError("forbidden", "You cannot send messages to this user");
}
