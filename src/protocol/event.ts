import type { Attachment } from "./file.ts";
import type { Id } from "./id.ts";
import type { Right } from "./right.ts";
import type { WordList } from "./word_list.ts";

/**
 * What a durable event of a room's log is.
 *
 * - `text`: a message of the room's timeline; `reply`: a message in a thread, which the timeline does not show.
 * - `edited`, `deleted`, `reaction`: something was done to the message at seq `of`.
 * - `system`: something happened to the room or its people.
 */
export const eventTypes = ["text", "system", "reply", "edited", "deleted", "reaction"] as const;
export type EventType = (typeof eventTypes)[number];

/** What a system event reports. */
export type SystemAction =
  | "join"
  | "leave"
  | "add"
  | "remove"
  | "change"
  | "delete"
  | "role"
  | "transfer"
  | "ban"
  | "unban"
  | "mute"
  | "unmute"
  | "pin"
  | "unpin";

/** A user as events name them: the name is the one at that time. */
export interface UserRef {
  readonly id: Id;
  readonly username: string;
}

/**
 * One entry of a room's log as it stands on the wire, in history and in the store: the same bytes everywhere.
 * `id`, `room_id` and `seq` never change.
 */
export interface RoomEvent {
  readonly id: Id;
  readonly room_id: Id;
  /** Who acted. */
  readonly user_id: Id;
  readonly username: string;
  /** The text of a message; for a system event, a sentence in English for clients that know no better. */
  readonly content: string;
  readonly type: EventType;
  /** ISO 8601, UTC, milliseconds. Informative: never decides order. */
  readonly timestamp: string;
  /** 1, 2, 3 … per room, without gaps. The only order. */
  readonly seq: number;
  readonly client_id?: string;
  /** Only on system events. */
  readonly action?: SystemAction;
  /** On system events that were done to somebody: whom. */
  readonly target?: UserRef;
  /** On `edited`, `deleted`, `reaction`, and on the actions `pin` and `unpin`: the seq of the message it was done to. */
  readonly of?: number;
  /** On `reaction`, whose content is the emoji: it was taken back. */
  readonly removed?: true;
  /** On messages: the seq of an earlier message of the room that this one answers and quotes. */
  readonly reply_to?: number;
  /** On `reply`, and on what was done to one: the seq of the message that began the thread. */
  readonly thread?: number;
  /** On messages: the members who are mentioned, each once. */
  readonly mentions?: readonly Id[];
  /** On messages: everybody in the room is mentioned. */
  readonly mentions_room?: true;
  /** On a message that repeats one of this or another room: where that stands, and who wrote it when. */
  readonly forwarded?: Forwarded;
  /** On messages: the files it carries. */
  readonly attachments?: readonly Attachment[];
  /** On actions of moderation: why, in the words of who acted. */
  readonly reason?: string;
  /** On `ban` and `mute`: it ends with this moment, ISO 8601, UTC. Absent: it does not end by itself. */
  readonly until?: string;
  /** On the action `role`: what the target is from now on. */
  readonly role?: Role;
  /**
   * On the action `leave`: the account was deleted. Whatever the user is named in, before and after, names nobody any more: the
   * username of this event stands in the place of theirs.
   */
  readonly erased?: true;
  /** On a message that was deleted since: by whom, and the seq of the event that says so. Its content is empty for ever. */
  readonly deleted?: { readonly seq: number; readonly user_id: Id };
}

/** The message that a forwarded one repeats, as it was then. */
export interface Forwarded {
  readonly room_id: Id;
  readonly seq: number;
  readonly user_id: Id;
  readonly username: string;
  readonly timestamp: string;
}

const timestampKey = '"timestamp":"';
const timestampChars = "2026-01-01T00:00:00.000Z".length;

/**
 * The timestamp of an event as JSON, without parsing the rest. Inside strings JSON escapes quotes, so the first such key is
 * the event's own.
 */
export function timestampOf(text: string): string {
  const start = text.indexOf(timestampKey) + timestampKey.length;
  return text.slice(start, start + timestampChars);
}

/** From the most to the least: who may do something, those before may too. */
export const roles = ["owner", "admin", "moderator", "member"] as const;
export type Role = (typeof roles)[number];

/**
 * What an event does to the state of its room. Kept beside the event in the log, never sent to clients (it may hold a
 * password's hash). Folding the effects of 1..k gives the membership and settings at k, on every node alike.
 */
export type Effect =
  | {
    readonly kind: "member_joined";
    readonly user: UserRef;
    readonly role: Role;
    readonly at: string;
    readonly guest?: true;
  }
  | { readonly kind: "member_left"; readonly user_id: Id }
  | { readonly kind: "room_changed"; readonly settings: SettingsChange }
  /** `name`: what it was called, for the record. */
  | { readonly kind: "room_deleted"; readonly name?: string }
  | { readonly kind: "role_changed"; readonly user_id: Id; readonly role: Role }
  /** `from` is an administrator afterwards, if a member. */
  | { readonly kind: "owner_changed"; readonly from: Id; readonly to: Id }
  /** Ends a membership, too. A sanction that takes the place of another of its kind replaces it. */
  | { readonly kind: "banned"; readonly sanction: Sanction }
  | { readonly kind: "unbanned"; readonly user_id: Id }
  | { readonly kind: "muted"; readonly sanction: Sanction }
  | { readonly kind: "unmuted"; readonly user_id: Id }
  /** In a conversation of two: the other one does not want to hear from this user. */
  | { readonly kind: "blocked"; readonly user_id: Id; readonly blocked: boolean }
  /** On a message that does more than stand there. */
  | {
    readonly kind: "said";
    /** The files it carries. */
    readonly attachments?: readonly Id[];
    readonly thread?: number;
    readonly mentions?: readonly Id[];
    readonly mentions_room?: true;
    /** Where members wait between two messages: who has spoken, and when (ISO 8601, UTC). */
    readonly spoke?: { readonly user_id: Id; readonly at: string };
  }
  /** The mentions are those of the message from now on. `thread`: of the reply that was edited. */
  | {
    readonly kind: "message_edited";
    readonly of: number;
    readonly thread?: number;
    readonly mentions?: readonly Id[];
    readonly mentions_room?: true;
  }
  /** The content of the message and of its edits is taken out of the log with it. `user_id`: who deleted it. */
  | { readonly kind: "message_deleted"; readonly of: number; readonly user_id: Id; readonly thread?: number }
  | {
    readonly kind: "reaction";
    readonly of: number;
    readonly user_id: Id;
    readonly emoji: string;
    readonly added: boolean;
  }
  /** `user_id`: who pinned it, or took the pin away. */
  | { readonly kind: "pinned"; readonly of: number; readonly pinned: boolean; readonly user_id: Id };

/** The settings an event replaces; what is absent stays. `password_hash: null` takes the password away. */
export interface SettingsChange {
  readonly name?: string;
  readonly description?: string;
  readonly is_private?: boolean;
  readonly password_hash?: string | null;
  readonly rights?: Partial<Readonly<Record<Right, Role>>>;
  readonly guests_denied?: readonly Right[];
  readonly slow_mode_seconds?: number;
  readonly archived?: boolean;
  readonly link_previews?: boolean;
  /** `null`: as the server says. */
  readonly retention_days?: number | null;
  readonly blocked_words?: readonly string[];
  /** `null`: none. */
  readonly word_list?: WordList | null;
}

/** What somebody may not do in a room, and until when. */
export interface Sanction {
  readonly user: UserRef;
  readonly by: UserRef;
  /** Both ISO 8601, UTC. `until` absent: it does not end by itself. */
  readonly at: string;
  readonly until?: string;
  readonly reason?: string;
}
