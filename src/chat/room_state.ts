import type { LogEntry } from "../ports/event_log.ts";
import type { Member, MembersAt } from "../ports/members.ts";
import type { RoomRecord } from "../ports/rooms.ts";
import type { Id } from "../protocol/id.ts";
import { changedMember, changedSettings, type RoomSettings, type RoomView } from "./room_view.ts";

/** What is known of one user's membership, and the seq as of which: events up to there are in it already. */
interface Known {
  readonly member: Member | undefined;
  readonly asOf: number;
}

/** Users remembered per room. Forgetting is always safe: they are looked up again. */
const knownUsersMax = 10_000;

/**
 * The fold of a room's log up to `head` on this node. Members are learnt as they are needed, so that a room of a million
 * costs what its active users cost.
 */
export class RoomState implements RoomView {
  readonly creatorId: Id;
  readonly epoch: string;
  readonly createdAt: string;
  head: number;
  settings: RoomSettings;
  deleted = false;
  /** The text of the entry at `head`, as far as it is known: later ones bear no earlier timestamp. */
  newest: string | undefined;
  /** The latest that an entry of this node bears, written or not. */
  newestTimestamp = 0;
  readonly #known = new Map<Id, Known>();

  constructor(record: RoomRecord) {
    this.creatorId = record.creatorId;
    this.epoch = record.epoch;
    this.createdAt = record.createdAt;
    this.head = record.head;
    this.settings = {
      name: record.name,
      description: record.description,
      isPrivate: record.isPrivate,
      ...(record.passwordHash === undefined ? {} : { passwordHash: record.passwordHash }),
    };
  }

  /** Which of these users must be looked up before they are judged. */
  unknownOf(users: readonly Id[]): readonly Id[] {
    const unknown = users.filter((user) => !this.#known.has(user));
    if (this.#known.size + unknown.length <= knownUsersMax) return unknown;
    this.#known.clear();
    return users;
  }

  /** Only of users that were looked up: not to know is not the same as not to be a member. */
  member(user: Id): Member | undefined {
    const known = this.#known.get(user);
    if (known === undefined) throw new Error(`Cannot judge user ${user}: not looked up`);
    return known.member;
  }

  /** Takes in a lookup for these users. Its seq is at least `head`, since lookups and folds take turns. */
  learn(users: readonly Id[], at: MembersAt): void {
    for (const user of users) this.#known.set(user, { member: at.members.get(user), asOf: at.seq });
  }

  /** Takes in the next entry of the log. */
  fold(entry: LogEntry): void {
    if (entry.seq !== this.head + 1) throw new Error(`Cannot fold seq ${entry.seq} onto head ${this.head}`);
    this.head = entry.seq;
    this.newest = entry.text;
    if (entry.effect === undefined) return;
    this.settings = changedSettings(this.settings, entry.effect);
    if (entry.effect.kind === "room_deleted") this.deleted = true;
    const change = changedMember(entry.effect);
    if (change === "same") return;
    // Only of users known already: the others are looked up if they ever act here.
    const known = this.#known.get(change.userId);
    if (known !== undefined && known.asOf < entry.seq) {
      this.#known.set(change.userId, { member: change.member, asOf: entry.seq });
    }
  }
}
