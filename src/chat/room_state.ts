import type { LogEntry } from "../ports/event_log.ts";
import type { Conduct, Member, MembersAt } from "../ports/members.ts";
import type { FactAsked, FactsAt, MessageFact } from "../ports/messages.ts";
import type { RoomRecord } from "../ports/rooms.ts";
import type { Id } from "../protocol/id.ts";
import { MessageFacts } from "./message_facts.ts";
import {
  changedPerson,
  changedSettings,
  concerned,
  nobody,
  type Person,
  type RoomSettings,
  type RoomView,
} from "./room_view.ts";

/** What is known of one user, and the seq as of which: events up to there are in it already. */
interface Known {
  readonly person: Person;
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
  readonly words: RoomView["words"];
  head: number;
  /** Entries up to there were trimmed, as far as this node knows. */
  floor = 0;
  settings: RoomSettings;
  deleted = false;
  /** The text of the entry at `head`, as far as it is known: later ones bear no earlier timestamp. */
  newest: string | undefined;
  /** The latest that an entry of this node bears, written or not. */
  newestTimestamp = 0;
  readonly #known = new Map<Id, Known>();
  readonly #messages = new MessageFacts();

  constructor(record: RoomRecord, words?: RoomView["words"]) {
    this.words = words;
    this.creatorId = record.creatorId;
    this.epoch = record.epoch;
    this.createdAt = record.createdAt;
    this.head = record.head;
    this.trimmed(record.floor ?? 0);
    this.settings = {
      name: record.name,
      description: record.description,
      isPrivate: record.isPrivate,
      ...(record.passwordHash === undefined ? {} : { passwordHash: record.passwordHash }),
      ...(record.policy === undefined ? {} : { policy: record.policy }),
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
    return this.#person(user).member;
  }

  /** The same. */
  conduct(user: Id): Conduct {
    return this.#person(user).conduct;
  }

  /** Those of these users who can be judged without a lookup. */
  known(users: Iterable<Id>): readonly Id[] {
    return [...users].filter((user) => this.#known.has(user));
  }

  /** Takes in a lookup for these users. Its seq is at least `head`, since lookups and folds take turns. */
  learn(users: readonly Id[], at: MembersAt): void {
    for (const user of users) {
      const [member, conduct] = [at.members.get(user), at.conduct?.get(user)];
      const person = member === undefined && conduct === undefined ? nobody : { member, conduct: conduct ?? {} };
      this.#known.set(user, { person, asOf: at.seq });
    }
  }

  /** The same for messages. */
  unknownMessagesOf(asked: readonly FactAsked[]): readonly FactAsked[] {
    return this.#messages.unknownOf(asked, this.head);
  }

  message(seq: number): MessageFact | undefined {
    return this.#messages.of(seq, this.head);
  }

  learnMessages(asked: readonly FactAsked[], at: FactsAt): void {
    this.#messages.learn(asked, at);
  }

  /** The log begins after this seq: nobody does anything to what was there. */
  trimmed(floor: number): void {
    this.floor = Math.max(this.floor, floor);
    this.#messages.trimmed(floor);
  }

  /** Takes in the next entry of the log. */
  fold(entry: LogEntry): void {
    if (entry.seq !== this.head + 1) throw new Error(`Cannot fold seq ${entry.seq} onto head ${this.head}`);
    this.head = entry.seq;
    this.newest = entry.text;
    if (entry.effect === undefined) return;
    this.#messages.fold(entry.effect, entry.seq);
    this.settings = changedSettings(this.settings, entry.effect);
    if (entry.effect.kind === "room_deleted") this.deleted = true;
    for (const user of concerned(entry.effect)) {
      // Only of users known already: the others are looked up if they ever act here.
      const known = this.#known.get(user);
      if (known === undefined || known.asOf >= entry.seq) continue;
      this.#known.set(user, { person: changedPerson(user, known.person, entry.effect), asOf: entry.seq });
    }
  }

  #person(user: Id): Person {
    const known = this.#known.get(user);
    if (known === undefined) throw new Error(`Cannot judge user ${user}: not looked up`);
    return known.person;
  }
}
