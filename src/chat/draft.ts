import type { Effect, EventType, RoomEvent, SystemAction, UserRef } from "../protocol/event.ts";

/** What an event has from elsewhere. */
type Always =
  | "id"
  | "room_id"
  | "user_id"
  | "username"
  | "content"
  | "type"
  | "timestamp"
  | "seq"
  | "client_id"
  | "action"
  | "target"
  | "deleted";

/** An intent that is allowed, as the event it becomes. */
export interface Draft {
  readonly type: EventType;
  readonly content: string;
  readonly clientId?: string;
  readonly action?: SystemAction;
  readonly target?: UserRef;
  /** What else the event says. */
  readonly about?: Partial<Omit<RoomEvent, Always>>;
  readonly effect?: Effect;
}

/** A sentence about the room or its people. */
export function system(content: string, action: SystemAction, effect: Effect): Draft {
  return { type: "system", content, action, effect };
}

/** A user as the log names one, and nothing else of an actor. */
export function plain({ id, username }: UserRef): UserRef {
  return { id, username };
}
