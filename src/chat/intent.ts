import type { Id } from "../protocol/id.ts";
import type { SettingsChange, UserRef } from "../protocol/event.ts";

/** Who acts: as much of a principal as the log keeps. */
export interface Actor extends UserRef {
  readonly trace?: string;
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
  | { readonly kind: "remove"; readonly target: Id }
  | { readonly kind: "change"; readonly settings: SettingsChange }
  | { readonly kind: "delete" };

/** Where an intent ended up. `written: false`: it was so already, nothing new stands in the log. */
export interface Receipt {
  readonly written: boolean;
  /** Of the event; for what was so already, the head at which that was seen. */
  readonly seq: number;
  readonly id?: Id;
  /** The event as JSON. */
  readonly text?: string;
}
