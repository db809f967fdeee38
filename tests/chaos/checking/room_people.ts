import type { LogEntry } from "../../../src/ports/event_log.ts";
import type { Role, RoomEvent, Sanction } from "../../../src/protocol/event.ts";

type Entry = Pick<LogEntry, "sender" | "effect"> & { readonly event: RoomEvent };

/** Who is what in a room, and may speak when; by a fold written for the checker alone, so that no bug is shared. */
export class RoomPeople {
  readonly #creator: string;
  readonly #roles = new Map<string, Role>();
  readonly #bans = new Map<string, Sanction>();
  readonly #mutes = new Map<string, Sanction>();
  /** When somebody spoke last while it was slow, milliseconds since 1970. */
  readonly #spoke = new Map<string, number>();
  #slowMs = 0;

  constructor(creator: string) {
    this.#creator = creator;
  }

  moderates(user: string): boolean {
    const role = this.#roles.get(user);
    return user === this.#creator || role === "moderator" || role === "admin";
  }

  isBanned(user: string, at: string): boolean {
    return holds(this.#bans.get(user), at);
  }

  /** Whether nothing forbids that this is said right then, other than not being a member. */
  maySay({ sender, event: { type, timestamp } }: Entry): boolean {
    // What was said can be taken back by who may not say anything more.
    if (type === "deleted") return true;
    if (this.isBanned(sender, timestamp) || holds(this.#mutes.get(sender), timestamp)) return false;
    const isMessage = type === "text" || type === "reply";
    if (!isMessage || this.#slowMs === 0 || this.moderates(sender)) return true;
    return Date.parse(timestamp) >= (this.#spoke.get(sender) ?? -Infinity) + this.#slowMs;
  }

  take({ sender, effect, event: { type, timestamp } }: Entry): void {
    const isMessage = type === "text" || type === "reply";
    if (isMessage && this.#slowMs > 0 && !this.moderates(sender)) this.#spoke.set(sender, Date.parse(timestamp));
    switch (effect?.kind) {
      case "member_joined":
        this.#roles.set(effect.user.id, effect.role);
        break;
      case "member_left":
        this.#roles.delete(effect.user_id);
        break;
      case "role_changed":
        this.#roles.set(effect.user_id, effect.role);
        break;
      case "banned":
        this.#roles.delete(effect.sanction.user.id);
        this.#bans.set(effect.sanction.user.id, effect.sanction);
        break;
      case "unbanned":
        this.#bans.delete(effect.user_id);
        break;
      case "muted":
        this.#mutes.set(effect.sanction.user.id, effect.sanction);
        break;
      case "unmuted":
        this.#mutes.delete(effect.user_id);
        break;
      case "room_changed":
        this.#slowMs = (effect.settings.slow_mode_seconds ?? this.#slowMs / 1_000) * 1_000;
    }
  }
}

function holds(sanction: Sanction | undefined, at: string): boolean {
  return sanction !== undefined && (sanction.until === undefined || at < sanction.until);
}
