import type { LogEntry } from "../../../src/ports/event_log.ts";
import type { RoomEvent } from "../../../src/protocol/event.ts";
import { RoomPeople } from "./room_people.ts";

/** An entry of the final log with what it says. */
export interface FinalEntry extends LogEntry {
  readonly event: RoomEvent;
}

/** Membership of one room, by the fold of its whole log; written for the checker alone, so that no bug is shared. */
export class Fold {
  /** Of each user, from which seq on a member or not. */
  readonly #standings = new Map<string, { readonly seq: number; readonly member: boolean }[]>();
  /** What was done by somebody who was not allowed to, right before it was done. */
  readonly unlawful: string[] = [];
  readonly head: number;

  constructor(log: readonly FinalEntry[], creator: string) {
    const inside = new Set<string>();
    const deeds = new MessageDeeds();
    const people = new RoomPeople(creator);
    for (const entry of log) {
      const { seq, sender, event, effect } = entry;
      const what = `${event.type} ${event.action ?? ""} of ${event.username} at ${seq}`;
      const actor = inside.has(sender);
      const moderates = people.moderates(sender);
      const isDeed = event.type !== "system" || event.action === "pin" || event.action === "unpin";
      const allowed = isDeed
        ? actor && people.maySay(entry) && deeds.take(event, moderates)
        : lawfulAction(event, { actor, creator: sender === creator, inside }) &&
          (event.action !== "join" || !people.isBanned(sender, event.timestamp));
      if (!allowed) this.unlawful.push(what);
      people.take(entry);
      const change = membershipChange(effect);
      if (change === undefined) continue;
      const { user, member } = change;
      if (member) inside.add(user);
      else inside.delete(user);
      const before = this.#standings.get(user) ?? [];
      before.push({ seq, member });
      this.#standings.set(user, before);
    }
    this.members = inside;
    this.head = log.at(-1)?.seq ?? 0;
  }

  /** Who is inside at the end. */
  readonly members: ReadonlySet<string>;

  /** Whether the user is a member once everything up to `seq` is folded. */
  memberAt(user: string, seq: number): boolean {
    return this.#standings.get(user)?.findLast((standing) => standing.seq <= seq)?.member ?? false;
  }

  /** The first seq of from … to whose predecessor leaves the user outside; `undefined`: there is none. */
  firstForbidden(user: string, from: number, to: number): number | undefined {
    if (from > to) return undefined;
    if (!this.memberAt(user, from - 1)) return from;
    const left = (this.#standings.get(user) ?? []).find(({ seq, member }) => !member && seq >= from && seq < to);
    return left === undefined ? undefined : left.seq + 1;
  }

  /** Whether the user was a member at some head of `from` … the head, if only the first so many joins are counted. */
  memberSomewhere(user: string, from: number, joins: number): boolean {
    if (this.memberAt(user, from)) return true;
    const joined = (this.#standings.get(user) ?? []).filter(({ member }) => member).slice(0, joins);
    return joined.some(({ seq }) => seq >= from);
  }
}

/** Whom an event lets in or out. */
function membershipChange(effect: LogEntry["effect"]): { readonly user: string; readonly member: boolean } | undefined {
  switch (effect?.kind) {
    case "member_joined":
      return { user: effect.user.id, member: true };
    case "member_left":
      return { user: effect.user_id, member: false };
    case "banned":
      return { user: effect.sanction.user.id, member: false };
    default:
      return undefined;
  }
}

/** What has become of messages, as far as it decides what may be done to them. */
class MessageDeeds {
  readonly #messages = new Map<
    number,
    { readonly author: string; readonly thread: number | undefined; gone: boolean; pinned?: boolean }
  >();
  readonly #reactions = new Set<string>();

  /** Whether a member may do this; then it is done. */
  take(event: RoomEvent, moderates: boolean): boolean {
    const { type, action, seq, of = 0, thread, user_id, content, removed } = event;
    const message = this.#messages.get(type === "reply" ? thread ?? 0 : of);
    if (type === "text" || type === "reply") {
      this.#messages.set(seq, { author: user_id, thread, gone: false });
      return type === "text" || (message?.gone === false && message.thread === undefined);
    }
    if (message === undefined || message.gone) return false;
    if (type === "system") {
      const before = message.pinned === true;
      message.pinned = action === "pin";
      return moderates && message.pinned !== before;
    }
    if (type === "edited") return message.author === user_id;
    if (type === "deleted") return (message.gone = true) && (moderates || message.author === user_id);
    const reaction = `${of} ${user_id} ${content}`;
    return removed
      ? this.#reactions.delete(reaction)
      : !this.#reactions.has(reaction) && this.#reactions.add(reaction) !== null;
  }
}

interface Standing {
  readonly actor: boolean;
  readonly creator: boolean;
  readonly inside: ReadonlySet<string>;
}

function lawfulAction(event: RoomEvent, { actor, creator, inside }: Standing): boolean {
  const target = event.target?.id ?? event.user_id;
  switch (event.action) {
    case "join":
      return !actor;
    case "leave":
      return actor;
    case "add":
      return creator && !inside.has(target);
    case "remove":
      return inside.has(target) && (creator || target === event.user_id);
    case "role":
      return creator && inside.has(target);
    case "ban":
    case "unban":
    case "mute":
    case "unmute":
    case "change":
    case "delete":
      return creator;
    default:
      return false;
  }
}
