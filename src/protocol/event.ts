import type { Id } from "./id.ts";

/** What a durable event of a room's log is. Edits, deletions and reactions will be further members of this union. */
export type EventType = "text" | "system";

/** What a system event reports. */
export type SystemAction = "join" | "leave" | "add" | "remove" | "change" | "delete";

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
  /** Only on `add` and `remove`: whom it was done to. */
  readonly target?: UserRef;
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

export type Role = "owner" | "member";

/**
 * What an event does to the state of its room. Kept beside the event in the log, never sent to clients (it may hold a
 * password's hash). Folding the effects of 1..k gives the membership and settings at k, on every node alike.
 */
export type Effect =
  | { readonly kind: "member_joined"; readonly user: UserRef; readonly role: Role; readonly at: string }
  | { readonly kind: "member_left"; readonly user_id: Id }
  | { readonly kind: "room_changed"; readonly settings: SettingsChange }
  | { readonly kind: "room_deleted" };

/** The settings an event replaces; what is absent stays. `password_hash: null` takes the password away. */
export interface SettingsChange {
  readonly name?: string;
  readonly description?: string;
  readonly is_private?: boolean;
  readonly password_hash?: string | null;
}
