import type { Id } from "../protocol/id.ts";
import type { Role, SettingsChange, UserRef } from "../protocol/event.ts";

/** Who acts: as much of a principal as the log keeps. */
export interface Actor extends UserRef {
  /** Has no account. Absent: has one, or it is known from joining. */
  readonly guest?: boolean;
  readonly trace?: string;
}

interface SanctionIntent {
  readonly target: UserRef;
  /** How long, counted from the timestamp of the event. Absent: for ever. */
  readonly seconds?: number;
  readonly reason?: string;
}

/** What somebody wants to do to a room. It becomes an event, or is refused, or changes nothing. */
export type Intent =
  | { readonly kind: "text"; readonly content: string; readonly clientId?: string }
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
