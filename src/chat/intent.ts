import type { Id } from "../protocol/id.ts";
import type { Attachment } from "../protocol/file.ts";
import type { Forwarded, Role, SettingsChange, UserRef } from "../protocol/event.ts";

/** Who acts: as much of a principal as the log keeps. */
export interface Actor extends UserRef {
  /** Has no account. Absent: has one, or it is known from joining. */
  readonly guest?: boolean;
  readonly trace?: string;
  /** Their account is being deleted: they take back what is theirs, wherever that is. See `judge_erasure.ts`. */
  readonly erasing?: true;
}

/** Whom a text may mention. */
interface Mentioning {
  /** Names in it that may be users', in lower case, each once; until they are looked up. */
  readonly names?: readonly string[];
  /** The users that they stand for: those who are members when it is judged are mentioned. */
  readonly mentioned?: readonly Id[];
  /** It says `@room`, which means something where its sender has the right. */
  readonly mentionsRoom?: true;
}

export interface TextIntent extends Mentioning {
  readonly kind: "text";
  readonly content: string;
  readonly clientId?: string;
  /** The seq of the message that this one answers. */
  readonly replyTo?: number;
  /** The seq of the message in whose thread this one stands. */
  readonly thread?: number;
  readonly forwarded?: Forwarded;
  /** The files it is to carry, until they are looked up. */
  readonly files?: readonly Id[];
  /** Why it cannot carry them: told to who may say something in the room, and to nobody else. */
  readonly unusable?: string;
  readonly attachments?: readonly Attachment[];
}

export interface EditIntent extends Mentioning {
  readonly kind: "edit";
  readonly of: number;
  readonly content: string;
  readonly clientId?: string;
}

export interface ReactIntent {
  readonly kind: "react";
  readonly of: number;
  readonly emoji: string;
  readonly added: boolean;
  readonly clientId?: string;
}

interface SanctionIntent {
  readonly target: UserRef;
  /** How long, counted from the timestamp of the event. Absent: for ever. */
  readonly seconds?: number;
  readonly reason?: string;
}

/** What somebody wants to do to a room. It becomes an event, or is refused, or changes nothing. */
export type Intent =
  | TextIntent
  | EditIntent
  | { readonly kind: "delete_message"; readonly of: number; readonly clientId?: string }
  | ReactIntent
  | { readonly kind: "pin"; readonly of: number; readonly pinned: boolean; readonly clientId?: string }
  /**
   * `verifiedHash`: the hash that the password given was right for; decides only while it is the room's. `invitedBy`: who
   * vouches for the actor; counts as much as that user has to say in the room.
   */
  | { readonly kind: "join"; readonly verifiedHash?: string; readonly invitedBy?: Id }
  | { readonly kind: "leave" }
  | { readonly kind: "add"; readonly target: UserRef }
  | { readonly kind: "remove"; readonly target: Id; readonly reason?: string }
  | { readonly kind: "change"; readonly settings: SettingsChange }
  | { readonly kind: "delete" }
  | { readonly kind: "role"; readonly target: Id; readonly role: Role }
  | { readonly kind: "transfer"; readonly target: Id }
  | (SanctionIntent & { readonly kind: "ban" })
  | (SanctionIntent & { readonly kind: "mute" })
  | { readonly kind: "unban"; readonly target: Id }
  | { readonly kind: "unmute"; readonly target: Id }
  | { readonly kind: "block"; readonly target: Id; readonly blocked: boolean };

/** Where an intent ended up. `written: false`: it was so already, nothing new stands in the log. */
export interface Receipt {
  readonly written: boolean;
  /** Of the event; for what was so already, the head at which that was seen. */
  readonly seq: number;
  readonly id?: Id;
  /** The event as JSON. */
  readonly text?: string;
}
